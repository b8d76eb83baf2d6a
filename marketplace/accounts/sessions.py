"""Who still is who they were when they came: asked anew wherever something leaves that was not fetched just now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from marketplace.accounts.models import Membership, User
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import NotFound


@dataclass(frozen=True)
class Presence:
    """Somebody who waits at an open page: the session, its person and the firm acted for (primary keys)."""

    session: str
    user: int
    organization: int


class Gone(Enum):
    """Why a presence ended."""

    SIGNED_OUT = "signed out"  # left, was shut out, or has another password
    NO_MEMBER = "no member"


def valid_sessions(users: dict[str, int]) -> set[str]:
    """Of session keys with their people those that are valid: not ended, the person active, the password the same."""
    people = User.objects.in_bulk(set(users.values()))
    valid = set()
    for session in Session.objects.filter(session_key__in=users, expire_date__gt=ClockTimestamp()):
        data, user = session.get_decoded(), people.get(users[session.session_key])
        if (
            user is not None
            and user.is_active
            and data.get("_auth_user_id") == str(user.pk)
            and data.get("_auth_user_hash") == user.get_session_auth_hash()
        ):
            valid.add(session.session_key)
    return valid


def gone(presences: Collection[Presence]) -> dict[Presence, Gone]:
    """Of these the ones who may hear nothing more, and why. Three queries."""
    valid = valid_sessions({p.session: p.user for p in presences})
    members = _members(p for p in presences if p.session in valid)
    found = {}
    for presence in presences:
        if presence.session not in valid:
            found[presence] = Gone.SIGNED_OUT
        elif (presence.user, presence.organization) not in members:
            found[presence] = Gone.NO_MEMBER
    return found


def _members(presences: Iterable[Presence]) -> set[tuple[int, int]]:
    users = {p.user for p in presences}
    return set(Membership.objects.active().filter(user__in=users).values_list("user", "organization"))


def session_end(*, actor: Actor, number: int) -> None:
    """The person ends one of their sessions, wherever it is. Raises NotFound for another's."""
    session = UserSession.objects.filter(user=actor.user, pk=number).first()
    if session is None:
        raise NotFound("session")
    session.end()


def sessions_forget() -> None:
    """Sessions that are over, and what the list of a person's sessions knows of them."""
    Session.objects.filter(expire_date__lt=ClockTimestamp()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
