"""One socket a tab. The consumer parses, asks and sends; it has no channel layer of its own and knows no rights."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from marketplace.accounts.models import User
from marketplace.accounts.sessions import Presence, valid_sessions
from marketplace.kernel.watching import may_watch
from messaging.live import protocol
from messaging.live.broadcaster import broadcaster
from messaging.live.selectors import actor_by_id, page_for
from messaging.rooms.message_writing import MAX_BODY, Post
from messaging.rooms.models import Room
from messaging.rooms.selectors import rooms_of, unread_of
from messaging.rooms.serialization import message_json
from messaging.rooms.services import read_mark

#: Person -> instants of recent posts, and of recent frames, in this process.
_posted: dict[int, deque] = {}
_framed: dict[int, deque] = {}


def _too_many(instants: deque, most: int, now: float) -> bool:
    while instants and now - instants[0] > protocol.POST_WINDOW:
        instants.popleft()
    if len(instants) >= most:
        return True
    instants.append(now)
    return False


class TabConsumer(AsyncWebsocketConsumer):
    channel_layer_alias = "none"  # the broadcaster listens for the whole process

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Channels' own dispatch hops to a thread for every event to close old connections; nothing here has one.
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        self.actor = None
        self.person = 0  # nobody's
        self.rooms: dict = {}  # room key -> public id
        self.keys: dict = {}  # public id -> room key
        self.watched: set = set()
        self.frames: deque = deque()
        self.ungot_frames = self.ungot_bytes = 0
        self.is_ended = False
        await self.accept()
        user = self.scope.get("user")
        session = self.scope.get("session")
        key = getattr(session, "session_key", None) or ""
        self.broadcaster = broadcaster()
        if not (user and user.is_authenticated and key):
            await self.end(protocol.SIGN_IN)
            return
        self.user: User = user
        self.person, self.presence = user.pk, Presence(key, user.pk, 0)
        for oldest in self.broadcaster.come(self)[: -protocol.MAX_SOCKETS]:
            self.broadcaster.spawn(oldest.end(protocol.LAGGING))
        if not await self.read_rows(valid_sessions, {key: user.pk}):
            await self.end(protocol.SIGN_IN)

    async def disconnect(self, code: int) -> None:
        self.is_ended = True
        if hasattr(self, "broadcaster"):
            self.broadcaster.go(self)

    async def end(self, code: int) -> None:
        """Close with a code, once."""
        if not self.is_ended:
            self.is_ended = True
            self.broadcaster.go(self)
            await self.close(code)

    async def read_rows(self, work: Callable[..., Any], *args: Any) -> Any:
        """What a function that reads rows gives, when it is this person's turn."""
        return await self.broadcaster.read(self.person, work, *args)

    async def send(self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False) -> None:
        """Nothing goes to a socket that was ended while it waited for its rows."""
        if not self.is_ended:
            await super().send(text_data, bytes_data, close)

    async def push(self, frame: str) -> None:
        """Send what was not asked for; a tab that does not say `got` for too long is closed and resumes by sequence."""
        if self.is_ended:
            return
        self.ungot_frames += 1
        self.ungot_bytes += len(frame.encode())
        if self.ungot_frames > protocol.MAX_UNGOT_FRAMES or self.ungot_bytes > protocol.MAX_UNGOT_BYTES:
            await self.end(protocol.LAGGING)
            return
        await self.send(frame)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_ended:
            return
        now = time.monotonic()
        if text_data is None:
            await self.end(protocol.BAD_FRAME)
            return
        if _too_many(self.frames, protocol.FRAMES_PER_WINDOW, now) or _too_many(
            _framed.setdefault(self.person, deque()), protocol.FRAMES_OF_A_PERSON, now
        ):
            await self.end(protocol.TOO_FAST)
            return
        try:
            frame = protocol.parse(text_data)
        except protocol.BadFrame as error:
            await self.send(protocol.render("error", code=str(error)))
            if str(error) in ("too_large", "json", "shape"):
                await self.end(protocol.BAD_FRAME)
            return
        if self.actor is None and not isinstance(frame, (protocol.Hello, protocol.Ping)):
            await self.send(protocol.render("error", code="hello_first"))
            return
        await self.answer[type(frame)](self, frame)

    async def hello(self, frame: protocol.Hello) -> None:
        actor = await self.read_rows(actor_by_id, self.presence.session, self.user, frame.organization)
        if actor is None or self.is_ended:
            await self.end(protocol.NO_LONGER_ALLOWED)
            return
        self.broadcaster.leave(self)
        self.rooms, self.keys, self.watched = {}, {}, set()
        self.actor, self.presence = actor, replace(self.presence, organization=actor.organization.pk)
        self.broadcaster.join(self)
        found = await self.read_rows(rooms_of, actor, [room for room, _ in frame.rooms])
        welcome = []
        for room, _ in frame.rooms:
            if room not in found:
                await self.send(protocol.render("error", room=str(room), code="none_such"))
                continue
            key, head, read = found[room]
            self.rooms[key], self.keys[room] = room, key
            self.broadcaster.enter(self, key, head)
            welcome.append({"id": str(room), "seq": head, "read_seq": read})
        unread = await self.read_rows(unread_of, actor)
        await self.send(protocol.render("welcome", rooms=welcome, inbox=unread))
        for room, seq in frame.rooms:
            # Or said, and handed to the others, between reading the heads and entering.
            if room in self.keys and (
                seq < found[room][1] or found[room][1] < self.broadcaster.heads.get(found[room][0], 0)
            ):
                await self.send_since(room, seq)

    async def send_since(self, room: UUID, seq: int) -> None:
        messages, more, code = await self.read_rows(page_for, self.presence, self.keys[room], seq)
        if code:
            await self.end(code)
            return
        items = [message_json(m) for m in messages]
        await self.push(protocol.render("messages", room=str(room), items=items, more=more))

    async def post(self, frame: protocol.PostFrame) -> None:
        key = self.keys.get(frame.room)
        refusal = {"room": str(frame.room), "client_id": str(frame.client_id)}
        if key is None:
            await self.send(protocol.render("error", **refusal, code="none_such"))
            return
        if len(frame.body) > MAX_BODY:
            await self.send(protocol.render("error", **refusal, code="too_long"))
            return
        recent = _posted.setdefault(self.person, deque())
        if _too_many(recent, protocol.POSTS_PER_WINDOW, time.monotonic()):
            await self.send(protocol.render("error", **refusal, code="too_fast"))
            return
        who = self.presence
        post = Post(key, who.user, who.organization, frame.client_id, frame.body, session=who.session)
        self.broadcaster.spawn(self._post(post, refusal))

    async def _post(self, post: Post, refusal: dict) -> None:
        outcome = await self.broadcaster.post(post)
        if self.is_ended:
            return
        if outcome.code:
            await self.send(protocol.render("error", **refusal, code=outcome.code))
            if outcome.code == "forbidden":
                await self.end(protocol.NO_LONGER_ALLOWED)
        else:
            await self.send(protocol.render("ack", **refusal, seq=outcome.seq))

    async def since(self, frame: protocol.Since) -> None:
        if frame.room not in self.keys:
            await self.send(protocol.render("error", room=str(frame.room), code="none_such"))
            return
        await self.send_since(frame.room, frame.seq)

    async def got(self, frame: protocol.Got) -> None:
        self.ungot_frames = self.ungot_bytes = 0

    async def read(self, frame: protocol.Read) -> None:
        key = self.keys.get(frame.room)
        if key is None:
            return
        seq = await self.read_rows(_mark, self.user, key, frame.seq)
        frame_out = protocol.render("read", room=str(frame.room), member=str(self.user.public_id), seq=seq)
        await self.broadcaster.say_in_room(key, frame_out, said_by=self)
        self.broadcaster.inbox_dirty.add(self)

    async def typing(self, frame: protocol.Typing) -> None:
        key = self.keys.get(frame.room)
        if key is not None:
            frame_out = protocol.render("typing", room=str(frame.room), member=self.user.name)
            await self.broadcaster.say_in_room(key, frame_out, said_by=self)

    async def watch(self, frame: protocol.Watch) -> None:
        if len(self.watched) >= protocol.MAX_WATCHES or not await self.read_rows(may_watch, self.actor, frame.subject):
            await self.send(protocol.render("error", subject=str(frame.subject), code="none_such"))
            return
        self.watched.add(frame.subject)
        self.broadcaster.watchers[str(frame.subject)].add(self)
        await self.send(protocol.render("watching", subject=str(frame.subject)))

    async def ping(self, frame: protocol.Ping) -> None:
        heads = {str(name): self.broadcaster.heads.get(key, 0) for key, name in self.rooms.items()}
        await self.send(protocol.render("pong", heads=heads))

    answer = {
        protocol.Hello: hello,
        protocol.PostFrame: post,
        protocol.Since: since,
        protocol.Got: got,
        protocol.Read: read,
        protocol.Typing: typing,
        protocol.Watch: watch,
        protocol.Ping: ping,
    }


def _mark(user: User, room: int, seq: int) -> int:
    return read_mark(user=user, room=Room.objects.get(pk=room), seq=seq)
