"""Coming into a firm: an owner invites an address, and whoever holds it says yes or no."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Invitation, InvitationQuerySet, Membership, Organization, User
from marketplace.accounts.services import person_accept
from marketplace.accounts.states import INVITATION, InvitationStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.allowances import Rate, take
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed, NotFound
from marketplace.kernel.transitions import apply, start

KEPT = timedelta(days=14)
#: Mails that one firm may cause: to one address, and altogether.
TO_ONE, TO_ALL = Rate(3, timedelta(days=1)), Rate(30, timedelta(hours=1))


def invitations_to(user: User) -> InvitationQuerySet:
    """All that went to an address that this person has proved to hold, over or not."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return Invitation.objects.filter(email__in=proved).select_related("organization", "invited_by")


def invitations_of(organization: Organization) -> InvitationQuerySet:
    """Those of a firm that wait for an answer, the oldest first."""
    return Invitation.objects.alive().filter(organization=organization).order_by("invited_at", "pk")


@transaction.atomic
def member_invite(*, actor: Actor, email: str, role: str) -> Invitation:
    """An owner invites whoever holds the address; an earlier invitation of the firm to it ends. Nothing here depends on
    whether anybody is registered with it.

    Raises NotAllowed for everybody else; Invalid for a role that is none, one who is in already, and too many mails.
    """
    _require_owner(actor, "invitation.make")
    email = email.strip().lower()
    if role not in dict(Membership.ROLES):
        raise Invalid("member.role")
    Organization.objects.select_for_update(no_key=True).get(pk=actor.organization.pk)
    if Membership.objects.active().filter(organization=actor.organization, user__email=email).exists():
        raise Invalid("member.twice", _("この方は、すでに登録されています。"))
    firm = str(actor.organization.public_id)
    if not (take("invitation", TO_ONE, firm, email) and take("invitation", TO_ALL, firm)):
        raise Invalid("invitation.often", _("続けて何度も招待したので、送りませんでした。明日もう一度お試しください。"))
    for earlier in Invitation.objects.filter(
        organization=actor.organization, email=email, status=InvitationStatus.OPEN
    ):
        apply(INVITATION, earlier, "withdraw", actor)
    invitation = Invitation.objects.create(
        organization=actor.organization, email=email, role=role, invited_by=actor.user, expires_at=db_now() + KEPT
    )
    return start(INVITATION, invitation, actor, "make", note={"email": email, "role": role})


@transaction.atomic
def invitation_withdraw(*, actor: Actor, invitation: Invitation) -> Invitation:
    """An owner takes it back. Raises NotAllowed for everybody else, InvalidState when it was answered."""
    _require_owner(actor, "invitation.withdraw")
    if invitation.organization != actor.organization:
        raise NotFound("invitation")
    return apply(INVITATION, invitation, "withdraw", actor)


@transaction.atomic
def invitation_accept(*, actor: Actor, invitation: Invitation, name: str = "", terms: bool = False) -> Membership:
    """The person acts for the firm from now on; who has not done so before says who they are and accepts the terms.
    Accepting twice is harmless. Raises InvalidState for one that is over, NotFound for one to somebody else."""
    invitation = _held(actor, invitation)
    if invitation.status == InvitationStatus.ACCEPTED:
        mine = Membership.objects.active().filter(user=actor.user, organization=invitation.organization).first()
        if mine is not None:
            return mine
    _require_alive(invitation)
    if not (actor.user.name and actor.user.has_accepted_terms):
        person_accept(actor=actor, name=name, terms=terms)
    apply(INVITATION, invitation, "accept", actor, refs={"user": str(actor.user.public_id)})
    membership, _is_new = Membership.objects.get_or_create(
        user=actor.user, organization=invitation.organization, left_at=None, defaults={"role": invitation.role}
    )
    return membership


@transaction.atomic
def invitation_decline(*, actor: Actor, invitation: Invitation) -> Invitation:
    """The person does not wish to. Twice is harmless. Raises InvalidState for one that is over, NotFound for one to
    somebody else."""
    invitation = _held(actor, invitation)
    if invitation.status == InvitationStatus.DECLINED:
        return invitation
    _require_alive(invitation)
    return apply(INVITATION, invitation, "decline", actor)


def _require_owner(actor: Actor, act: str) -> None:
    if actor.role != Membership.OWNER:
        raise NotAllowed(act, _("人を加えられるのは、代表の方だけです。"))


def _held(actor: Actor, invitation: Invitation) -> Invitation:
    """The row under a lock, if it went to this person."""
    rows = invitations_to(actor.user).select_for_update(of=("self",))
    found = rows.filter(pk=invitation.pk).first()
    if found is None:
        raise NotFound("invitation")
    return found


def _require_alive(invitation: Invitation) -> None:
    if not Invitation.objects.alive().filter(pk=invitation.pk).exists():
        raise InvalidState(
            "invitation.over", _("この招待はもう使えません。送ってくれた方に、もう一度招待してもらってください。")
        )
