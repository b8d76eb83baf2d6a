"""What is read of rooms: heads, pages of messages, unread numbers; each in one go for many rooms and people."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from marketplace.accounts.models import User
from marketplace.kernel.actors import Actor
from marketplace.kernel.queries import sum_of
from messaging.rooms.models import Message, ReadMarker, Room
from messaging.rooms.policies import visible_rooms, who_of

#: Of one page of messages: how many, and how many bytes of words.
PAGE, PAGE_BYTES = 100, 64 * 1024


def rooms_of(actor: Actor, wanted: list[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """Of the wanted rooms those that the actor may see: public id -> (key, head, read by the actor)."""
    rooms = visible_rooms(actor).filter(public_id__in=wanted)
    read = dict(ReadMarker.objects.filter(user=actor.user, room__in=rooms).values_list("room_id", "seq"))
    return {r.public_id: (r.pk, r.last_seq, read.get(r.pk, 0)) for r in rooms}


def others_read(room: int, user: int) -> int:
    """How far somebody else has read."""
    return (
        ReadMarker.objects.filter(room_id=room)
        .exclude(user_id=user)
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
        or 0
    )


def unread_count(actor: Actor) -> Subquery:
    """Messages in the actor's rooms after its read marker, as a part of another query."""
    read = ReadMarker.objects.filter(room=OuterRef("pk"), user=actor.user).values("seq")
    return sum_of(visible_rooms(actor), F("last_seq") - Coalesce(Subquery(read), 0))


def unread_of(actor: Actor) -> int:
    """The same as a number. One query."""
    return User.objects.filter(pk=actor.user.pk).values_list(unread_count(actor), flat=True).get()


def _one_page(messages: list[Message]) -> list[Message]:
    """As many of the first messages as fit into one frame; at least one, where there is one."""
    size = 0
    for count, message in enumerate(messages):
        size += len(message.body.encode())
        if count == PAGE or (count and size > PAGE_BYTES):
            return messages[:count]
    return messages


def page_after(room: int, seq: int) -> tuple[list[Message], bool]:
    """The next page of messages after `seq`, and whether there are more."""
    rows = list(
        Message.objects.filter(room_id=room, seq__gt=seq)
        .select_related("author", "organization")
        .order_by("seq")[: PAGE + 1]
    )
    page = _one_page(rows)
    return page, len(page) < len(rows)


@dataclass(frozen=True)
class News:
    """New messages by room, and the rights of everybody asked about."""

    messages: dict[int, list[Message]]
    more: set[int]
    rights: dict[tuple[int, int, int], bool]


def news(after: dict[int, int], users: set[int]) -> News:
    """What was said in rooms after their sequences, and who of `users` may read them. A constant number of queries."""
    rooms = list(Room.objects.filter(pk__in=after))
    wanted = Q()
    for room, seq in after.items():
        wanted |= Q(room_id=room, seq__gt=seq)
    messages: dict[int, list[Message]] = {room: [] for room in after}
    if after:
        rows = Message.objects.filter(wanted).select_related("author", "organization").order_by("room_id", "seq")
        for message in rows[: PAGE * len(after)]:
            messages[message.room_id].append(message)
    heads = {r.pk: r.last_seq for r in rooms}
    pages = {room: _one_page(found) for room, found in messages.items()}
    more = {room for room, page in pages.items() if (page[-1].seq if page else after[room]) < heads.get(room, 0)}
    return News(pages, more, who_of(rooms, users))


def heads_and_rights(rooms: set[int], users: set[int]) -> tuple[dict[int, int], dict]:
    found = list(Room.objects.filter(pk__in=rooms))
    return {r.pk: r.last_seq for r in found}, who_of(found, users)
