"""One broadcaster a process: every socket's rooms, one bell, one writer, one delivery, one sweep.

daphne has no lifespan, so the board is made on first use, one for each running event loop. Each part is a task that
survives its own errors. Database work runs in own threads, never in the loop.
"""

import asyncio
import logging
import weakref
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from marketplace.kernel.bell import Listener, ring_bell
from messaging.live.protocol import NO_LONGER_ALLOWED, SIGN_IN, render
from messaging.live.selectors import still_signed_in
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
        self.members: dict[int, set] = defaultdict(set)  # room key -> sockets
        self.watchers: dict[str, set] = defaultdict(set)  # subject -> sockets
        self.heads: dict[int, int] = {}  # room key -> last sequence handed to this process's sockets
        self.posts: asyncio.Queue = asyncio.Queue()
        self.rung: dict[int, int] = {}  # rooms to read, with the sequence that rang (0: unknown)
        self.bell = asyncio.Event()
        self.inbox_dirty: set = set()
        self.stopped = False
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="nakama-writer")
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
        self._writing.shutdown()
        self._reading.shutdown()

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

    async def read(self, work: Callable[..., Any], *args: Any) -> Any:
        """What a function that reads rows gives, from a thread of those for reading."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, _with_connection, work, *args)

    # Who is here

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
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._writing, _with_connection, write, posts)
        except Exception:
            logger.exception("batch of %s posts failed; each is tried alone", len(posts))
        outcomes = []
        for post in posts:
            try:
                outcomes += await loop.run_in_executor(self._writing, _with_connection, write, [post])
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
                    for socket in list(self.watchers.get(subject, ())):
                        self.spawn(socket.push(render("changed", subject=subject, etag="")))
        finally:
            await listener.close()

    # Delivery: rows read once a room, rights asked once a room, encoded once

    async def _deliver(self) -> None:
        while True:
            await self.bell.wait()
            self.bell.clear()
            rung, self.rung = self.rung, {}
            users = {s.user_id for s in self.sockets}
            after = {
                room: self.heads.get(room, max(seq - 1, 0))
                for room, seq in rung.items()
                if not (seq and room in self.heads and self.heads[room] >= seq)
            }
            if not after or not users:
                continue
            found = await self.read(news, after, users)
            for room, messages in found.messages.items():
                self._hand_out(room, messages, room in found.more, found.rights, users)

    def _hand_out(self, room: int, messages: list, more: bool, rights: dict, users: set) -> None:
        if more:
            self.ring({room: 0})
        if not messages:
            return
        members = self.members.get(room, ())
        if members:
            self.heads[room] = max(self.heads.get(room, 0), messages[-1].seq)
        items = [message_json(m) for m in messages]
        frames: dict = {}
        for socket in list(self.sockets):
            allowed = (room, socket.user_id, socket.organization_id) in rights
            if socket in members:
                if socket.user_id not in users:  # came in while rights were asked: nobody asked for theirs
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
                unread = await self.read(unread_of, actor)
                for socket in sockets:
                    self.spawn(socket.push(render("inbox", unread=unread)))

    # Sweep: a dead bell costs seconds, a removed member's socket closes although the room is quiet

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            sockets = list(self.sockets)
            if not sockets:
                continue
            rooms, users = set(self.members), {s.user_id for s in sockets}
            heads, rights = await self.read(heads_and_rights, rooms, users)
            self.ring({room: head for room, head in heads.items() if head > self.heads.get(room, 0)})
            signed_in = await self.read(still_signed_in, {s.session_key: s.user_id for s in sockets})
            for socket in sockets:
                if socket.session_key not in signed_in:
                    self.spawn(socket.end(SIGN_IN))
                elif any((r, socket.user_id, socket.organization_id) not in rights for r in rooms & set(socket.rooms)):
                    self.spawn(socket.end(NO_LONGER_ALLOWED))


def _by_actor(sockets: Iterable[Any]) -> dict:
    grouped = defaultdict(list)
    for socket in sockets:
        grouped[socket.actor].append(socket)
    return grouped
