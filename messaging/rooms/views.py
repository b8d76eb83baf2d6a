"""Rooms as pages: the list, the conversation, the plain form, long polling where no socket is possible."""

import time
import uuid

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page
from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid
from messaging.rooms.models import Message, ReadMarker, Room
from messaging.rooms.policies import parties_of, visible_rooms
from messaging.rooms.selectors import others_read, page_after
from messaging.rooms.serialization import message_json
from messaging.rooms.services import message_post, read_mark, room_open
from messaging.rooms.states import RoomStatus

SHOWN = 60
#: Long polling: how long a request waits for news, and how often it looks (seconds).
POLL_FOR, POLL_EVERY = 20.0, 1.0


def _list(request: HttpRequest) -> dict:
    """A page of the actor's rooms, the last spoken in first, with last words and unread numbers. A constant number of
    queries."""
    actor = request.actor
    read = ReadMarker.objects.filter(room=OuterRef("pk"), user=actor.user).values("seq")
    last = Message.objects.filter(room=OuterRef("pk")).order_by("-seq")
    found = (
        visible_rooms(actor)
        .annotate(read=Coalesce(Subquery(read), 0), last_body=Subquery(last.values("body")[:1]))
        .order_by("-last_at", "-pk")
    )
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rooms = list(page)
    names = _names(actor, rooms)
    rows = [
        {
            "room": room,
            "name": names[room.pk],
            "mark": room.about.mark,
            "last": room.last_body or "",
            "unread": room.last_seq - room.read,
        }
        for room in rooms
    ]
    return {"rows": rows, "page": page}


def _names(actor: Actor, rooms: list[Room]) -> dict[int, str]:
    """What the actor calls each room: the others in it, or the team's work."""
    parties = parties_of(rooms)
    found = Organization.objects.filter(pk__in=set().union(*parties.values()) if parties else ())
    firms = dict(found.exclude(pk=actor.organization.pk).values_list("pk", "name"))
    others = {room.pk: [firms[pk] for pk in parties.get(room.pk, ()) if pk in firms] for room in rooms}
    return {
        r.pk: _("、").join(others[r.pk]) if others[r.pk] and not r.about.is_named_by_title else r.title for r in rooms
    }


@member_page("GET")
def rooms(request: HttpRequest) -> HttpResponse:
    return render(request, "rooms/rooms.html", {"section": "talk", **_list(request), "room": None})


@member_page("GET", "POST")
def room(request: HttpRequest, public_id) -> HttpResponse:
    """One conversation. The form works without JavaScript; the script sends the same words over the socket."""
    found = get_visible_or_404(visible_rooms(request.actor), public_id)
    if request.method == "POST":
        try:
            client_id = uuid.UUID(request.POST.get("client_id", ""))
        except ValueError:
            raise Invalid("message.client_id", _("画面を開き直してから、もう一度お試しください。")) from None
        message_post(actor=request.actor, room=found, client_id=client_id, body=request.POST.get("body", ""))
        return redirect("room", found.public_id)
    marker = ReadMarker.objects.filter(room=found, user=request.user).first()
    read = marker.seq if marker else 0
    messages = list(found.messages.select_related("author", "organization").order_by("-seq")[:SHOWN])[::-1]
    read_mark(user=request.user, room=found, seq=found.last_seq)
    context = {
        "section": "talk",
        **_list(request),
        "room": found,
        "title": _names(request.actor, [found])[found.pk],
        "lines": messages,
        "read_seq": read,
        "others_read": others_read(found.pk, request.user.pk),
        "client_id": uuid.uuid4(),
        "may_write": request.actor.may_write and found.status == RoomStatus.OPEN,
    }
    return render(request, "rooms/room.html", context)


@member_page("GET")
def messages_since(request: HttpRequest, public_id) -> HttpResponse:
    """Messages after `seq` as the socket would push them; waits for news when there are none."""
    found = get_visible_or_404(visible_rooms(request.actor), public_id)
    try:
        seq = max(0, min(int(request.GET.get("seq", 0)), 2**53))
    except ValueError:
        raise Invalid("seq") from None
    ends = time.monotonic() + (POLL_FOR if request.GET.get("wait") else 0)
    while True:
        messages, more = page_after(found.pk, seq)
        if messages or time.monotonic() >= ends:
            return JsonResponse(
                {"room": str(found.public_id), "items": [message_json(m) for m in messages], "more": more}
            )
        if not connection.in_atomic_block:
            connection.close()  # who waits holds no connection of the pool
        time.sleep(POLL_EVERY)


@member_page("GET")
def open_room(request: HttpRequest, kind: str, public_id) -> HttpResponse:
    """The room of a subject, made on first sight."""
    return redirect("room", room_open(actor=request.actor, kind=kind, subject_id=public_id).public_id)
