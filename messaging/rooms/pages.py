"""The list of rooms and one conversation, as they are shown."""

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from messaging.rooms.forms import MessageForm
from messaging.rooms.models import Message, ReadMarker, Room
from messaging.rooms.policies import parties_of, visible_rooms
from messaging.rooms.selectors import others_read
from messaging.rooms.states import RoomStatus

SHOWN = 60


@dataclass(frozen=True)
class RoomRow:
    """A room in the list; `name` is what the actor calls it."""

    room: Room
    name: str
    last: str
    unread: int
    is_chosen: bool  # the one beside the list


@dataclass(frozen=True)
class RoomsPage:
    section: ClassVar[str] = "talk"

    rows: tuple[RoomRow, ...]
    rooms: Page


@dataclass(frozen=True)
class MessageRow:
    message: Message
    is_mine: bool
    is_event: bool
    is_read: bool  # by somebody else
    opens_day: bool
    is_first_unread: bool


@dataclass(frozen=True)
class RoomPage(RoomsPage):
    """One conversation beside the list. `form` is None for who cannot write."""

    room: Room
    title: str
    messages: tuple[MessageRow, ...]
    others_read: int
    is_over: bool
    form: MessageForm | None
    refused: Refusal = NOT_REFUSED


def rooms_page(actor: Actor, number: Any = 1) -> RoomsPage:
    """A page of the actor's rooms, the last spoken in first. A constant number of queries."""
    return RoomsPage(*_list(actor, number))


def room_page(actor: Actor, room: Room, number: Any = 1, refused: Refusal = NOT_REFUSED) -> RoomPage:
    """The newest messages of a room that the actor may see. A constant number of queries."""
    marker = ReadMarker.objects.filter(room=room, user=actor.user).first()
    others = others_read(room.pk, actor.user.pk)
    is_over = room.status != RoomStatus.OPEN
    fresh = {"initial": {"client_id": uuid.uuid4()}}
    return RoomPage(
        *_list(actor, number, room),
        room=room,
        title=_names(actor, [room])[room.pk],
        messages=_messages(actor, room, marker.seq if marker else 0, others),
        others_read=others,
        is_over=is_over,
        form=refused.form_or(MessageForm, **fresh) if actor.may_write and not is_over else None,
        refused=refused,
    )


def _list(actor: Actor, number: Any, chosen: Room | None = None) -> tuple[tuple[RoomRow, ...], Page]:
    read = ReadMarker.objects.filter(room=OuterRef("pk"), user=actor.user).values("seq")
    last = Message.objects.filter(room=OuterRef("pk")).order_by("-seq")
    found = (
        visible_rooms(actor)
        .annotate(read=Coalesce(Subquery(read), 0), last_body=Subquery(last.values("body")[:1]))
        .order_by("-last_at", "-pk")
    )
    page = Paginator(found, SHOWN).get_page(number)
    rooms = list(page)
    names = _names(actor, rooms)
    rows = (
        RoomRow(room, names[room.pk], room.last_body or "", max(0, room.last_seq - room.read), room == chosen)
        for room in rooms
    )
    return tuple(rows), page


def _messages(actor: Actor, room: Room, read: int, others: int) -> tuple[MessageRow, ...]:
    newest = room.messages.select_related("author", "organization").order_by("-seq")[:SHOWN]
    rows, day = [], None
    for message in reversed(newest):
        is_mine = message.author == actor.user
        rows.append(
            MessageRow(
                message=message,
                is_mine=is_mine,
                is_event=message.kind == Message.EVENT,
                is_read=is_mine and message.seq <= others,
                opens_day=jst_date(message.at) != day,
                is_first_unread=message.seq == read + 1 and not is_mine,
            )
        )
        day = jst_date(message.at)
    return tuple(rows)


def _names(actor: Actor, rooms: list[Room]) -> dict[int, str]:
    """What the actor calls each room: the others in it, or the team's work."""
    parties = parties_of(rooms)
    found = Organization.objects.filter(pk__in=set().union(*parties.values()) if parties else ())
    firms = dict(found.exclude(pk=actor.organization.pk).values_list("pk", "name"))
    others = {room.pk: [firms[pk] for pk in parties.get(room.pk, ()) if pk in firms] for room in rooms}
    return {
        r.pk: _("、").join(others[r.pk]) if others[r.pk] and not r.about.is_named_by_title else r.title for r in rooms
    }
