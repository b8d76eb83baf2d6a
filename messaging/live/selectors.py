"""What the broadcaster asks of rows. Whatever leaves is asked for together with the right to have it."""

from collections.abc import Collection
from uuid import UUID

from marketplace.accounts.acting import actor_for, memberships_of
from marketplace.accounts.models import User
from marketplace.accounts.second_step import is_missing
from marketplace.accounts.sessions import Gone, Presence, gone, valid_sessions
from marketplace.kernel.actors import Actor
from marketplace.kernel.watching import may_watch
from messaging.live.protocol import NO_LONGER_ALLOWED, SIGN_IN
from messaging.rooms.models import Message, Room
from messaging.rooms.policies import who_of
from messaging.rooms.selectors import page_after

_CODES = {Gone.SIGNED_OUT: SIGN_IN, Gone.NO_MEMBER: NO_LONGER_ALLOWED}


def actor_by_id(session: str, user: User, organization: UUID) -> Actor | None:
    memberships = memberships_of(user)
    if not valid_sessions({session: user.pk}) or is_missing(user, memberships):
        return None
    return actor_for(user, memberships, str(organization))


def to_close(presences: Collection[Presence]) -> dict[Presence, int]:
    """Of these those whose sockets end, each with the code."""
    return {presence: _CODES[why] for presence, why in gone(presences).items()}


def to_close_in_room(room: int, presences: Collection[Presence]) -> dict[Presence, int]:
    """The same, and those who may not read this room."""
    found, rights = to_close(presences), who_of(Room.objects.filter(pk=room), {p.user for p in presences})
    for presence in presences:
        if (room, presence.user, presence.organization) not in rights:
            found.setdefault(presence, NO_LONGER_ALLOWED)
    return found


def page_for(presence: Presence, room: int, seq: int) -> tuple[list[Message], bool, int]:
    """The next page of a room after `seq`, whether there are more, and 0; or nothing and the code to close with."""
    messages, more = page_after(room, seq)
    code = to_close_in_room(room, [presence]).get(presence, 0)
    return ([], False, code) if code else (messages, more, 0)


def watching(actors: dict[Presence, Actor], subject: UUID) -> dict[Presence, int]:
    """Of those who watch a subject the ones who may not: with the code to close with, or 0 when only the subject is out of
    sight."""
    found = to_close(actors)
    for presence, actor in actors.items():
        if presence not in found and not may_watch(actor, subject):
            found[presence] = 0
    return found
