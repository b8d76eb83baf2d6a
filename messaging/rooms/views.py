"""Rooms as pages: the list, the conversation, the plain form, long polling where no socket is possible."""

import threading
import time
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from marketplace.accounts.decorators import member_page
from marketplace.accounts.sessions import Presence, gone
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.connections import give_back_connection
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.shortcuts import get_visible_or_404
from messaging.rooms.forms import MessageForm
from messaging.rooms.models import Message, Room
from messaging.rooms.pages import room_page, rooms_page
from messaging.rooms.policies import visible_rooms
from messaging.rooms.selectors import page_after
from messaging.rooms.serialization import message_json
from messaging.rooms.services import message_post, read_mark, room_open

#: Long polling: how long a request waits for news, and how often it looks (seconds).
POLL_FOR, POLL_EVERY = 20.0, 1.0
#: How many requests of this process wait at once, each in a thread of its own; the next are answered as things are.
_WAITING = threading.BoundedSemaphore(40)


@member_page("GET")
def rooms(request: HttpRequest) -> HttpResponse:
    """All conversations of the acting firm."""
    return show(request, "rooms/rooms.html", rooms_page(request.actor, request.GET.get("page")))


def _room(request: HttpRequest, found: Room, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    page = room_page(request.actor, found, request.GET.get("page"), refused)
    read_mark(user=request.user, room=found, seq=found.last_seq)
    return show(request, "rooms/room.html", page)


@member_page("GET", "POST")
def room(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One conversation. The form works without JavaScript; the script sends the same words over the socket."""
    found = get_visible_or_404(visible_rooms(request.actor), public_id)
    if request.method != "POST":
        return _room(request, found)
    return act(
        request,
        message_post,
        page=partial(_room, request, found),
        to=reverse("room", args=[found.public_id]),
        form=MessageForm(request.POST),
        is_edit=True,  # the message's own key makes it one
        room=found,
    )


@member_page("GET")
def messages_since(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Messages after `seq` as the socket would push them; waits for news when there are none."""
    found = get_visible_or_404(visible_rooms(request.actor), public_id)
    try:
        seq = max(0, min(int(request.GET.get("seq", 0)), 2**53))
    except ValueError:
        raise Invalid("seq") from None
    waits = bool(request.GET.get("wait")) and _WAITING.acquire(blocking=False)
    try:
        messages, more = _page_after(request, found, seq, time.monotonic() + (POLL_FOR if waits else 0))
    finally:
        if waits:
            _WAITING.release()
    return JsonResponse({"room": str(found.public_id), "items": [message_json(m) for m in messages], "more": more})


def _page_after(request: HttpRequest, found: Room, seq: int, until: float) -> tuple[list[Message], bool]:
    """The first news until an instant of the monotonic clock; the right to it is asked for again with each look."""
    presence = Presence(request.session.session_key, request.user.pk, request.actor.organization.pk)
    while True:
        messages, more = page_after(found.pk, seq)
        if gone([presence]) or not visible_rooms(request.actor).filter(pk=found.pk).exists():
            raise NotFound("room")
        if messages or time.monotonic() >= until:
            return messages, more
        give_back_connection()  # who waits holds none
        time.sleep(POLL_EVERY)


@member_page("GET")
def open_room(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """The room of a subject, made on first sight."""
    return redirect("room", room_open(actor=request.actor, kind=kind, subject_id=public_id).public_id)
