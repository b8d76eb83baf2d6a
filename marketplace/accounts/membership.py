"""Who acts for a firm: other roles, being taken out, leaving. Coming in is told in `invitations`."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership, Organization, User
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound


@transaction.atomic
def member_remove(*, actor: Actor, user: User) -> None:
    """An owner ends a person's membership; the last owner stays. Raises NotAllowed, NotFound."""
    if actor.role != Membership.OWNER:
        raise NotAllowed("member.remove", _("人を外せるのは、代表の方だけです。"))
    _end(actor, _held_member(actor.organization, user), "member.remove")


@transaction.atomic
def member_leave(*, actor: Actor) -> None:
    """The person acts for the firm no longer; the last owner stays. Raises NotAllowed, NotFound."""
    _end(actor, _held_member(actor.organization, actor.user), "member.leave")


@transaction.atomic
def member_role_set(*, actor: Actor, user: User, role: str) -> Membership:
    """An owner gives a person another role; the last owner stays one. Raises NotAllowed, NotFound, Invalid."""
    if actor.role != Membership.OWNER:
        raise NotAllowed("member.role_set", _("役割を変えられるのは、代表の方だけです。"))
    if role not in dict(Membership.ROLES):
        raise Invalid("member.role")
    member = _held_member(actor.organization, user)
    if member.role == role:
        return member
    _require_another_owner(member)
    audit.write(
        "member.role_set",
        actor.organization,
        actor,
        source=member.role,
        target=role,
        note={"user": str(user.public_id)},
    )
    Membership.objects.filter(pk=member.pk).update(role=role)
    outbox.record("member.role_set", actor.organization, actor, user=str(user.public_id))
    member.refresh_from_db(fields=["role"])
    return member


def _held_member(organization: Organization, user: User) -> Membership:
    """The person's membership; all of the firm's are held, so that two owners do not leave at once."""
    members = list(
        Membership.objects.select_for_update(of=("self",)).active().filter(organization=organization).order_by("pk")
    )
    found = next((m for m in members if m.user_id == user.pk), None)
    if found is None:
        raise NotFound("member")
    return found


def _require_another_owner(member: Membership) -> None:
    owners = Membership.objects.active().filter(organization=member.organization_id, role=Membership.OWNER)
    if member.role == Membership.OWNER and not owners.exclude(pk=member.pk).exists():
        raise NotAllowed(
            "member.last_owner",
            _("代表の方が1人もいなくなります。先に、別の方の役割を「代表」に変えるか、代表として招待してください。"),
        )


def _end(actor: Actor, member: Membership, act: str) -> None:
    _require_another_owner(member)
    Membership.objects.filter(pk=member.pk).update(left_at=ClockTimestamp())
    user = str(member.user.public_id)
    audit.write(act, actor.organization, actor, note={"user": user})
    outbox.record(act, actor.organization, actor, user=user)
