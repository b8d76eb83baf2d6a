"""Writing messages: many at once in one transaction, each room in unbroken order.

Rooms are locked in the order of their keys; rights and states are read for all; what is already known by (room, author,
client_id) is answered again; only new messages take a sequence. The unique constraints stand behind the method.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from marketplace.accounts.models import Organization, User
from marketplace.accounts.sessions import valid_sessions
from marketplace.kernel.clock import ClockTimestamp, db_now
from messaging.rooms.models import Message, ReadMarker, Room
from messaging.rooms.policies import who_of
from messaging.rooms.states import RoomStatus

MAX_BODY = 4_000


@dataclass(frozen=True)
class Post:
    """What a person wants to say. Keys are primary keys."""

    room: int
    user: int
    organization: int
    client_id: UUID
    body: str
    session: str = ""  # of whoever says it over a socket that has been open for a while

    @property
    def key(self) -> tuple[int, int, UUID]:
        return self.room, self.user, self.client_id


@dataclass(frozen=True)
class Written:
    """The outcome of one post: its sequence, or the code of its refusal."""

    seq: int = 0
    code: str = ""
    at: datetime | None = field(default=None, compare=False)


def write(posts: list[Post]) -> list[Written]:
    """Write posts in one transaction; outcomes in the order of the posts. A post may be refused (`forbidden`, `frozen`)
    without harm to the others."""
    with transaction.atomic():
        rooms = {
            r.pk: r for r in Room.objects.select_for_update().filter(pk__in={p.room for p in posts}).order_by("pk")
        }
        rights = who_of(rooms.values(), {p.user for p in posts})
        valid = valid_sessions({p.session: p.user for p in posts if p.session})
        known = _known(posts)
        now = db_now()
        outcomes: dict[tuple, Written] = {}
        fresh: list[Message] = []
        for post in posts:
            if post.key in outcomes:
                continue
            is_here = not post.session or post.session in valid
            right = rights.get((post.room, post.user, post.organization)) if is_here else None
            if right is None:
                outcomes[post.key] = Written(code="forbidden")
            elif post.key in known:
                outcomes[post.key] = Written(seq=known[post.key])
            elif not right:
                outcomes[post.key] = Written(
                    code="frozen" if rooms[post.room].status != RoomStatus.OPEN else "forbidden"
                )
            else:
                room = rooms[post.room]
                room.last_seq += 1
                room.last_at = now
                fresh.append(
                    Message(
                        room=room,
                        seq=room.last_seq,
                        author_id=post.user,
                        organization_id=post.organization,
                        client_id=post.client_id,
                        body=post.body,
                        at=now,
                    )
                )
                outcomes[post.key] = Written(seq=room.last_seq, at=now)
        if fresh:
            Message.objects.bulk_create(fresh)
            Room.objects.bulk_update({m.room for m in fresh}, ["last_seq", "last_at"])
            _mark_own(fresh)
        return [outcomes[post.key] for post in posts]


def _known(posts: list[Post]) -> dict[tuple, int]:
    rows = Message.objects.filter(
        room_id__in={p.room for p in posts},
        author_id__in={p.user for p in posts},
        client_id__in={p.client_id for p in posts},
    ).values_list("room_id", "author_id", "client_id", "seq")
    return {(room, author, client): seq for room, author, client, seq in rows}


def _mark_own(messages: list[Message]) -> None:
    """Who writes has read what came before."""
    last: dict[tuple[int, int], int] = {}
    for message in messages:
        if message.author_id is not None:
            last[message.room_id, message.author_id] = message.seq
    ReadMarker.objects.bulk_create(
        [ReadMarker(room_id=room, user_id=user, seq=seq) for (room, user), seq in last.items()],
        update_conflicts=True,
        unique_fields=["room", "user"],
        update_fields=["seq"],
    )


def write_event(
    room: Room, *, client_id: UUID, body: str, author: User | None = None, organization: Organization | None = None
) -> int | None:
    """A message by the system, or in the name of a person who acted elsewhere; once a client_id. Its sequence, or None
    when it was there already."""
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        if room.messages.filter(author=author, client_id=client_id).exists():
            return None
        room.last_seq += 1
        Message.objects.create(
            room=room,
            seq=room.last_seq,
            author=author,
            organization=organization,
            client_id=client_id,
            kind=Message.TEXT if author else Message.EVENT,
            body=body,
        )
        Room.objects.filter(pk=room.pk).update(last_seq=room.last_seq, last_at=ClockTimestamp())
        return room.last_seq
