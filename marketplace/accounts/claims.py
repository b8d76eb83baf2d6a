"""A firm that others entered takes its entry over: by a link that came to it by its town hall's hand, or by mail.

What came by hand takes effect at once: the town hall has looked at who got it. A mailbox may be somebody else's, so that
the town hall is told first and can stop it.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from marketplace.accounts.models import ActionLink, Claim, Membership, Organization, User
from marketplace.accounts.states import CLAIM, ClaimStatus
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor, person, system
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import InvalidState, NotAllowed, NotFound
from marketplace.kernel.ids import secret_hash
from marketplace.kernel.transitions import apply, start

#: A letter lies about for a while before somebody's daughter opens the link.
KEPT = timedelta(days=60)
#: How long a claim waits that came by mail.
WAITS = timedelta(days=3)


def token_of(link: ActionLink) -> str:
    """The secret of a link, made from its row and the place's key: whoever reads the rows alone has none."""
    return salted_hmac("accounts.claim", str(link.public_id), algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def claim_link_make(*, actor: Actor, organization: Organization, by_mail: bool = False) -> ActionLink:
    """A new link for a firm that nobody signs in for; earlier ones end. Raises InvalidState when somebody does, or has
    claimed it. The caller has asked whether the actor may."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    if Membership.objects.filter(organization=organization, left_at=None).exists():  # shut out for a while or not
        raise InvalidState("claim.has_account", _("この会社には、もう使う方がいます。"))
    if Claim.objects.filter(organization=organization, status=ClaimStatus.WAITING).exists():
        raise InvalidState("claim.waits", _("この会社を受け継ぎたいという申し出が、いま待っています。"))
    now = db_now()
    ActionLink.objects.filter(
        organization=organization, scope=ActionLink.CLAIM, used_at=None, expires_at__gt=now
    ).update(expires_at=now)
    link = ActionLink(
        organization=organization, scope=ActionLink.CLAIM, by_mail=by_mail, made_by=actor.user, expires_at=now + KEPT
    )
    link.token_sha256 = secret_hash(token_of(link))
    link.save(force_insert=True)
    audit.write("claim.link", organization, actor, note={"by_mail": by_mail})
    return link


def live_link(organization: Organization) -> ActionLink | None:
    """The one link of a firm that works."""
    return ActionLink.objects.filter(
        organization=organization, scope=ActionLink.CLAIM, used_at=None, expires_at__gt=ClockTimestamp()
    ).first()


def claim_of(token: str) -> ActionLink:
    """The living link of this secret. Raises NotFound for one that is unknown, used or expired."""
    link = (
        ActionLink.objects.select_related("organization__municipality")
        .filter(token_sha256=secret_hash(token), scope=ActionLink.CLAIM, used_at=None, expires_at__gt=ClockTimestamp())
        .first()
    )
    if link is None:
        raise NotFound("claim", _("このリンクはもう使えません。送ってくれた窓口に、新しいリンクを頼んでください。"))
    return link


def own_claim(user: User, token: str) -> Claim | None:
    """What this person has claimed with this very link."""
    claims = Claim.objects.select_related("organization__municipality", "user")
    return claims.filter(user=user, link__token_sha256=secret_hash(token)).first()


@transaction.atomic
def organization_claim(*, user: User, token: str) -> Claim:
    """The person who holds the link claims the firm: done at once where it came by hand. Twice by the same person is
    harmless; raises NotFound for a dead link."""
    if (mine := own_claim(user, token)) is not None:
        return mine
    link = claim_of(token)
    if not ActionLink.objects.filter(pk=link.pk, used_at=None).update(used_at=ClockTimestamp(), used_by=user):
        if (mine := own_claim(user, token)) is not None:  # twice at once
            return mine
        raise NotFound("claim")
    due_at = db_now() + (WAITS if link.by_mail else timedelta())
    claim = Claim.objects.create(link=link, organization=link.organization, user=user, due_at=due_at)
    start(CLAIM, claim, person(user), "make")
    return claim if link.by_mail else claim_complete(claim=claim)


@transaction.atomic
def claim_complete(*, claim: Claim) -> Claim:
    """The person becomes the firm's first owner. Raises LostRace where it was stopped meanwhile."""
    apply(CLAIM, claim, "complete", system("due"))
    Membership.objects.create(user=claim.user, organization=claim.organization, role=Membership.OWNER)
    return claim


@transaction.atomic
def claim_stop(*, actor: Actor, claim: Claim) -> Claim:
    """The town hall says that this is not the firm. Raises NotAllowed for everybody else, InvalidState when it is done."""
    firm = actor.organization
    is_town_hall = (
        firm is not None and firm.is_municipality and firm.municipality_id == claim.organization.municipality_id
    )
    if not (actor.may_write and is_town_hall):
        raise NotAllowed("claim.stop")
    return apply(CLAIM, claim, "stop", actor)
