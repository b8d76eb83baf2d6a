"""What people do in rooms."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization, User
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.bell import ring_after_commit
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed, NotFound
from marketplace.kernel.models import OutboxEvent
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.kernel.text import kept_text
from marketplace.kernel.transitions import apply
from messaging.rooms.message_writing import MAX_BODY, Post, write, write_event
from messaging.rooms.models import ReadMarker, Room
from messaging.rooms.policies import visible_rooms
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.states import ROOM, RoomStatus


def room_for(kind: RoomKind, subject: Any) -> Room:
    """The one room of a subject, made on first sight by whoever comes first."""
    status = RoomStatus.FROZEN if kind.is_over(subject) else RoomStatus.OPEN
    facts = {"title": kind.title(subject)[:120], "status": status}
    return Room.objects.get_or_create(kind=kind.name, subject_id=subject.public_id, defaults=facts)[0]


def room_open(*, actor: Actor, kind: str, subject_id: UUID) -> Room:
    """The room of a subject that the actor is party to. Raises NotFound alike for everything else."""
    subject = room_kinds[kind].subject(subject_id) if kind in room_kinds else None
    if subject is None:
        raise NotFound("room")
    with transaction.atomic():
        room = room_for(room_kinds[kind], subject)
        return get_visible_or_404(visible_rooms(actor), room.public_id)


def rooms_freeze(kind: RoomKind, subject_ids: Iterable[UUID]) -> None:
    """Where the subject has ended nobody writes any more; everybody goes on reading."""
    about = Room.objects.select_for_update().filter(
        kind=kind.name, subject_id__in=list(subject_ids), status=RoomStatus.OPEN
    )
    for room in about.order_by("pk"):
        apply(ROOM, room, "freeze", system("subject_ended"))


def room_event(
    room: Room, event: OutboxEvent, body: str, *, author: User | None = None, organization: Organization | None = None
) -> None:
    """Say in a room what an event tells, once an event; `author` where a person said it elsewhere."""
    seq = write_event(room, client_id=event.public_id, body=body, author=author, organization=organization)
    if seq is not None:
        ring_after_commit(rooms=[(room.pk, seq)])


def message_post(*, actor: Actor, room: Room, client_id: UUID, body: str) -> int:
    """Say something by the plain form; an open tab says it over the wire, and both go through `message_writing`. The same
    client_id again changes nothing. Returns the sequence."""
    body = kept_text(body)
    if not body:
        raise Invalid("message.empty", _("ことばを書いてから送ってください。"))
    if len(body) > MAX_BODY:
        raise Invalid(
            "message.too_long",
            _("%(n)s字までです。分けて送ってください。書いたものは残っています。") % {"n": f"{MAX_BODY:,}"},
        )
    outcome = write([Post(room.pk, actor.user.pk, actor.organization.pk, client_id, body)])[0]
    if outcome.code == "frozen":
        raise InvalidState("room.frozen", _("この部屋は終わりました。新しく書くことはできません。"))
    if outcome.code:
        raise NotAllowed("room.post", _("この部屋には書けません。"))
    ring_after_commit(rooms=[(room.pk, outcome.seq)])
    return outcome.seq


def read_mark(*, user: Any, room: Room, seq: int) -> int:
    """The person has read up to `seq`; never backwards, never past the room's head. Returns how far."""
    marker, made = ReadMarker.objects.get_or_create(room=room, user=user, defaults={"seq": 0})
    head = Room.objects.filter(pk=room.pk).values_list("last_seq", flat=True)[0]
    ReadMarker.objects.filter(pk=marker.pk).update(seq=Greatest(F("seq"), Least(seq, head)))
    return ReadMarker.objects.values_list("seq", flat=True).get(pk=marker.pk)
