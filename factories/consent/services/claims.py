"""Handing a firm's entry over: the letter with the link, which no hub ever sees, and the claim."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from factories.consent.models import ProxyConsent
from factories.consent.policies import consent_policy
from factories.profile.derived import derive
from factories.profile.models import Factory
from factories.profile.services.profile import factory_of
from marketplace.accounts.claims import claim_complete, claim_link_make, organization_claim, token_of
from marketplace.accounts.models import Claim, User
from marketplace.accounts.services import person_accept
from marketplace.accounts.states import ClaimStatus
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, Stale


@transaction.atomic
def claim_link(*, actor: Actor, factory: Factory) -> str:
    """The secret that lets the firm take its entry over, for its town hall to hand over on paper. Raises NotAllowed for
    everybody else."""
    consent_policy.require(actor, "hand_over", factory)
    return token_of(claim_link_make(actor=actor, organization=factory.organization))


@transaction.atomic
def letter_mail(*, actor: Actor, consent: ProxyConsent, address: str) -> ProxyConsent:
    """The firm's town hall has the letter sent to the firm's mail address, which it has looked at (`address`); nobody here
    sees what it lets its reader do. Raises NotAllowed for everybody else, Invalid where there is no address, Stale when
    it is another one by now."""
    consent_policy.require(actor, "hand_over", consent.factory)
    if not consent.factory.email:
        raise Invalid("letter.address", _("この会社のメールアドレスが登録されていません。"))
    if consent.factory.email != address:
        raise Stale("letter.address", _("会社のメールアドレスが変わりました。確かめてから、もう一度送ってください。"))
    claim_link_make(actor=actor, organization=consent.factory.organization, by_mail=True)
    ProxyConsent.objects.filter(pk=consent.pk, notified_at=None).update(
        notified_at=ClockTimestamp(), notified_way=_("メール")
    )
    audit.write("consent.mail", consent, actor, note={"address": address})
    outbox.record("consent.mail", consent, actor, address=address)
    return consent


def _handed_over(claim: Claim) -> None:
    """The firm writes for itself: every consent ends, and it stands in the directory."""
    factory = factory_of(organization=claim.organization)
    ProxyConsent.objects.filter(factory=factory, ended_at=None).update(ended_at=ClockTimestamp())
    if Factory.objects.filter(pk=factory.pk, is_listed=False).update(is_listed=True):
        derive(Factory.objects.filter(pk=factory.pk))


@transaction.atomic
def firm_claim(*, user: User, token: str) -> Claim:
    """The person claims the firm's entry by the secret of a letter; see `organization_claim`."""
    claim = organization_claim(user=user, token=token)
    if claim.status == ClaimStatus.DONE:
        _handed_over(claim)
    return claim


@transaction.atomic
def firm_take_over(*, actor: Actor, token: str, name: str, terms: bool) -> Claim:
    """The person gives their name, accepts the terms and claims the firm's entry. Raises Invalid without a name or with the
    terms not accepted."""
    person_accept(actor=actor, name=name, terms=terms)
    return firm_claim(user=actor.user, token=token)


def claims_due() -> QuerySet[Claim]:
    """Those whose time has come."""
    waiting = Claim.objects.filter(status=ClaimStatus.WAITING, organization__is_active=True, user__is_active=True)
    return waiting.filter(due_at__lte=ClockTimestamp()).order_by("due_at", "pk")


@transaction.atomic
def claim_take_effect(claim: Claim) -> None:
    """The claim takes effect, if it still waits; harmless twice and at once."""
    found = (
        claims_due().select_for_update(of=("self",)).select_related("organization", "user").filter(pk=claim.pk).first()
    )
    if found is not None:
        _handed_over(claim_complete(claim=found))
