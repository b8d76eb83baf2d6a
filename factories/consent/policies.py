"""Who may enter firms for them, and who writes for whom."""

from django.db.models import Q, QuerySet

from factories.consent.models import ProxyConsent
from factories.profile.models import Factory
from factories.profile.policies import has_account, is_its_town_hall, is_own, visible_factories
from factories.profile.selectors import active_factories
from marketplace.accounts.models import Claim, Organization
from marketplace.accounts.states import ClaimStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy


def may_enter_others(actor: Actor) -> bool:
    """Who may enter firms for them: hubs and town halls."""
    return bool(
        actor.may_write and actor.organization and (actor.organization.is_hub or actor.organization.is_municipality)
    )


def consents_in_force(organization: Organization | None) -> QuerySet[ProxyConsent]:
    """What lets an organization write: confirmed, or about a firm that nobody else sees yet."""
    is_good = Q(confirmed_at__isnull=False) | Q(factory__is_listed=False)
    return ProxyConsent.objects.filter(is_good, organization=organization, ended_at=None)


def lets_write(actor: Actor) -> Q:
    """Factories whose consent lets the actor's organization write for them."""
    return Q(pk__in=consents_in_force(actor.organization).values("factory"))


def _may_record(actor: Actor, factory: Factory) -> bool:
    """Who may say that the firm lets them write for it: of one without an account hubs and town halls; one that can speak
    for itself is written for by its own town hall at most, never by a hub that it competes for work with."""
    return may_enter_others(actor) and (is_its_town_hall(actor, factory) or not has_account(factory))


consent_policy = Policy(
    name="consent",
    visible=visible_factories,
    actions={
        "record": _may_record,
        "end": is_own,
        "confirm": is_its_town_hall,
        # What lets the firm take its entry over goes out by nobody who writes for it and might keep it.
        "hand_over": is_its_town_hall,
    },
)


def own_consents(actor: Actor) -> QuerySet[ProxyConsent]:
    """The living consents of the actor's organization, confirmed or not."""
    return _living().filter(organization=actor.organization)


def consents_to_confirm(actor: Actor) -> QuerySet[ProxyConsent]:
    """What others wrote down of firms in an officer's municipality, and nobody has confirmed."""
    if actor.organization is None or not actor.organization.is_municipality:
        return ProxyConsent.objects.none()
    here = actor.organization.municipality_id
    return _living().filter(factory__organization__municipality=here, confirmed_at=None)


def lettered_consents(actor: Actor) -> QuerySet[ProxyConsent]:
    """Those whose letter the actor may open: its own, and for a town hall those of its firms."""
    mine = Q(organization=actor.organization)
    if actor.organization is not None and actor.organization.is_municipality:
        mine |= Q(factory__organization__municipality=actor.organization.municipality_id)
    return _living().filter(mine)


def waiting_claims(actor: Actor) -> QuerySet[Claim]:
    """Claims that an officer may stop."""
    if actor.organization is None or not actor.organization.is_municipality:
        return Claim.objects.none()
    here = actor.organization.municipality_id
    waiting = Claim.objects.filter(status=ClaimStatus.WAITING, organization__municipality=here)
    return waiting.select_related("organization__municipality", "user").order_by("due_at")


def _living() -> QuerySet[ProxyConsent]:
    found = ProxyConsent.objects.filter(ended_at=None, factory__organization__is_active=True)
    return found.select_related("factory__organization__municipality", "organization", "recorded_by")


def visible_consents(actor: Actor) -> QuerySet[ProxyConsent]:
    """Those that the actor's organization has or has given, ended ones too."""
    known = ProxyConsent.objects.select_related("factory__organization", "organization")
    mine = Q(organization=actor.organization) | Q(factory__organization=actor.organization)
    return known.filter(mine, factory__in=active_factories())
