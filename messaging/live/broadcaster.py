"""One broadcaster a process: every socket's rooms, one bell, one writer, one delivery, one sweep.

daphne has no lifespan, so the board is made on first use, one for each running event loop. Each part is a task that
survives its own errors. Database work runs in own threads, never in the loop: one writes, one delivers, and what people
ask for is read by turns, so that nobody who asks for much keeps the others waiting.
"""

import asyncio
import logging
import weakref
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from marketplace.kernel.bell import Listener, ring_bell
from messaging.live.protocol import NO_LONGER_ALLOWED, render
from messaging.live.selectors import to_close, to_close_in_room, watching
from messaging.rooms.message_writing import Post, Written, write
from messaging.rooms.selectors import heads_and_rights, news, unread_of
from messaging.rooms.serialization import message_json

logger = logging.getLogger(__name__)
BATCH = 200
SWEEP_EVERY = 3.0
INBOX_EVERY = 0.5
_broadcasters: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Broadcaster]" = weakref.WeakKeyDictionary()


def broadcaster() -> "Broadcaster":
    """The broadcaster of the running loop."""
    loop = asyncio.get_running_loop()
    found = _broadcasters.get(loop)
    if found is None or found.stopped:
        found = _broadcasters[loop] = Broadcaster()
    return found


def _with_connection(work: Callable[..., Any], *args: Any) -> Any:
    """Run `work` in this thread and give its connection back (to the pool, or closed)."""
    close_old_connections()
    try:
        return work(*args)
    finally:
        close_old_connections()


class Broadcaster:
    def __init__(self) -> None:
        self.sockets: set = set()
        self.people: dict[int, dict] = {}  # person -> their open sockets, the oldest first
        self.members: dict[int, set] = defaultdict(set)  # room key -> sockets
        self.watchers: dict[str, set] = defaultdict(set)  # subject -> sockets
        self.heads: dict[int, int] = {}  # room key -> last sequence handed to this process's sockets
        self.posts: asyncio.Queue = asyncio.Queue()
        self.rung: dict[int, int] = {}  # rooms to read, with the sequence that rang (0: unknown)
        self.bell = asyncio.Event()
        self.inbox_dirty: set = set()
        self.stopped = False
        self._turns: weakref.WeakValueDictionary[Hashable, asyncio.Lock] = weakref.WeakValueDictionary()
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="nakama-writer")
        self._delivering = ThreadPoolExecutor(1, thread_name_prefix="nakama-deliverer")
        self._reading = ThreadPoolExecutor(2, thread_name_prefix="nakama-reader")
        self._spawned: set = set()
        parts = (self._write, self._listen, self._deliver, self._sweep, self._inboxes)
        self._tasks = [asyncio.create_task(self._survive(part)) for part in parts]

    async def stop(self) -> None:
        """End every part; for tests."""
        self.stopped = True
        for task in [*self._tasks, *self._spawned]:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._spawned, return_exceptions=True)
        for threads in (self._writing, self._delivering, self._reading):
            threads.shutdown()

    async def _survive(self, part: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await part()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("broadcaster part %s failed and goes on", part.__name__)
                await asyncio.sleep(0.5)

    def spawn(self, coroutine: Coroutine) -> None:
        """Run beside everything else."""
        task = asyncio.create_task(coroutine)
        self._spawned.add(task)
        task.add_done_callback(self._spawned.discard)

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(threads, _with_connection, work, *args)

    async def read(self, turn: Hashable, work: Callable[..., Any], *args: Any) -> Any:
        """What a function that reads rows gives. `turn`: for whom, a person or a part of this. Each has one read at a time
        in the queue of the threads, which comes so to everybody in turn."""
        lock = self._turns.setdefault(turn, asyncio.Lock())
        async with lock:
            return await self._in(self._reading, work, *args)

    # Who is here

    def come(self, socket: Any) -> list:
        """All open sockets of the same person, the oldest first, this one the last."""
        mine = self.people.setdefault(socket.person, {})
        mine[socket] = None
        return list(mine)

    def go(self, socket: Any) -> None:
        """It is open no more."""
        self.leave(socket)
        mine = self.people.get(socket.person, {})
        mine.pop(socket, None)
        if not mine:
            self.people.pop(socket.person, None)

    def join(self, socket: Any) -> None:
        self.sockets.add(socket)

    def enter(self, socket: Any, room: int, head: int) -> None:
        self.members[room].add(socket)
        self.heads.setdefault(room, head)

    def leave(self, socket: Any) -> None:
        self.sockets.discard(socket)
        for where in (self.members, self.watchers):
            for key in [k for k, sockets in where.items() if socket in sockets]:
                where[key].discard(socket)
                if not where[key]:
                    del where[key]
                    self.heads.pop(key, None)

    # Writing: what arrived while the last commit was in flight goes into the next one

    async def post(self, post: Post) -> Written:
        answer = asyncio.get_running_loop().create_future()
        await self.posts.put((post, answer))
        return await answer

    async def _write(self) -> None:
        while True:
            batch = [await self.posts.get()]
            while len(batch) < BATCH and not self.posts.empty():
                batch.append(self.posts.get_nowait())
            outcomes = await self._written([post for post, _ in batch])
            rooms: dict[int, int] = {}
            for (post, answer), outcome in zip(batch, outcomes, strict=True):
                if not answer.done():
                    answer.set_result(outcome)
                if outcome.at is not None:
                    rooms[post.room] = max(rooms.get(post.room, 0), outcome.seq)
            if rooms:
                self.ring(rooms)
                self.spawn(ring_bell(rooms=rooms.items()))

    async def _written(self, posts: list[Post]) -> list[Written]:
        try:
            return await self._in(self._writing, write, posts)
        except Exception:
            logger.exception("batch of %s posts failed; each is tried alone", len(posts))
        outcomes = []
        for post in posts:
            try:
                outcomes += await self._in(self._writing, write, [post])
            except Exception:
                logger.exception("post failed")
                outcomes.append(Written(code="failed"))
        return outcomes

    # Bells

    def ring(self, rooms: dict[int, int]) -> None:
        for room, seq in rooms.items():
            self.rung[room] = max(self.rung.get(room, 0), seq)
        self.bell.set()

    async def _listen(self) -> None:
        listener = Listener()
        try:
            while True:
                message = await listener.listen()
                self.ring(dict(message.get("rooms", ())))
                for subject in message.get("subjects", ()):
                    self.spawn(self.say_changed(subject))
        finally:
            await listener.close()

    async def say_changed(self, subject: str) -> None:
        """To everybody whose page shows the subject."""
        sockets = list(self.watchers.get(subject, ()))
        if not sockets:
            return
        shut = await self.read("changed", watching, {s.presence: s.actor for s in sockets}, subject)
        for socket in sockets:
            if socket.presence not in shut:
                self.spawn(socket.push(render("changed", subject=subject, etag="")))
            elif code := shut[socket.presence]:
                self.spawn(socket.end(code))
            else:
                self.watchers.get(subject, set()).discard(socket)

    async def say_in_room(self, room: int, frame: str, said_by: Any) -> None:
        """A passing frame to everybody else in the room, when whoever said it may be there."""
        sockets = list(self.members.get(room, ()))
        shut = await self.read(
            said_by.person, to_close_in_room, room, {s.presence for s in sockets} | {said_by.presence}
        )
        for socket in sockets:
            if socket.presence in shut:
                self.spawn(socket.end(shut[socket.presence]))
            elif socket is not said_by and said_by.presence not in shut:
                self.spawn(socket.push(frame))

    # Delivery: rows read once a room, rights asked once a room, encoded once

    async def _deliver(self) -> None:
        while True:
            await self.bell.wait()
            self.bell.clear()
            rung, self.rung = self.rung, {}
            presences = {s.presence for s in self.sockets}
            after = {
                room: self.heads.get(room, max(seq - 1, 0))
                for room, seq in rung.items()
                if not (seq and room in self.heads and self.heads[room] >= seq)
            }
            if not after or not presences:
                continue
            found, shut = await self._in(self._delivering, _news_for, after, presences)
            for socket in [s for s in self.sockets if s.presence in shut]:
                self.spawn(socket.end(shut[socket.presence]))
            for room, messages in found.messages.items():
                self._hand_out(room, messages, room in found.more, found.rights, presences - shut.keys())

    def _hand_out(self, room: int, messages: list, more: bool, rights: dict, presences: set) -> None:
        """To the sockets of `presences`, whose rights these are."""
        if more:
            self.ring({room: 0})
        if not messages:
            return
        members = self.members.get(room, ())
        if members:
            self.heads[room] = max(self.heads.get(room, 0), messages[-1].seq)
        items = [message_json(m) for m in messages]
        frames: dict = {}
        for socket in [s for s in self.sockets if not s.is_ended]:
            allowed = (room, socket.presence.user, socket.presence.organization) in rights
            if socket in members:
                if socket.presence not in presences:  # came in while rights were asked: nobody asked for theirs
                    self.spawn(socket.send_since(socket.rooms[room], messages[0].seq - 1))
                    continue
                if not allowed:
                    self.spawn(socket.end(NO_LONGER_ALLOWED))
                    continue
                name = socket.rooms[room]
                if name not in frames:
                    frames[name] = render("messages", room=str(name), items=items, more=more)
                self.spawn(socket.push(frames[name]))
            if allowed:
                self.inbox_dirty.add(socket)

    async def _inboxes(self) -> None:
        while True:
            await asyncio.sleep(INBOX_EVERY)
            dirty, self.inbox_dirty = self.inbox_dirty, set()
            for actor, sockets in _by_actor(dirty & self.sockets).items():
                unread, shut = await self.read("inbox", _unread_for, actor, {s.presence for s in sockets})
                for socket in sockets:
                    code = shut.get(socket.presence)
                    self.spawn(socket.end(code) if code else socket.push(render("inbox", unread=unread)))

    # Sweep: a dead bell costs seconds, a removed member's socket closes although the room is quiet

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            sockets = list(self.sockets)
            if not sockets:
                continue
            presences = {socket: socket.presence for socket in sockets}  # a hello may change it meanwhile
            rooms = set(self.members)
            heads, rights = await self.read("sweep", heads_and_rights, rooms, {p.user for p in presences.values()})
            self.ring({room: head for room, head in heads.items() if head > self.heads.get(room, 0)})
            shut = await self.read("sweep", to_close, set(presences.values()))
            for socket, who in presences.items():
                if who in shut:
                    self.spawn(socket.end(shut[who]))
                elif any((r, who.user, who.organization) not in rights for r in rooms & set(socket.rooms)):
                    self.spawn(socket.end(NO_LONGER_ALLOWED))


def _news_for(after: dict[int, int], presences: set) -> tuple:
    found = news(after, {p.user for p in presences})
    return found, to_close(presences)


def _unread_for(actor: Any, presences: set) -> tuple:
    return unread_of(actor), to_close(presences)


def _by_actor(sockets: Iterable[Any]) -> dict:
    grouped = defaultdict(list)
    for socket in sockets:
        grouped[socket.actor].append(socket)
    return grouped
