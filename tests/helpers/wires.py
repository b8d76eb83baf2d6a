"""Tabs on the live wire."""

import asyncio
import json
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from marketplace.accounts.models import TERMS_VERSION, Membership, User
from marketplace.config.asgi import application
from messaging.live import broadcaster
from messaging.rooms.message_writing import Post, write
from messaging.rooms.models import Message

ORIGIN = "http://127.0.0.1:8000"
LIMIT = 10.0  # seconds until a condition that does not come true fails its test


class Tab:
    """One tab as `live.js` behaves: shows a room's messages in unbroken order, asks again at a hole, says `got`."""

    def __init__(self, cookie: str = "", origin: str = ORIGIN):
        headers = [(b"host", b"127.0.0.1:8000")]
        headers += [(b"origin", origin.encode())] if origin else []
        headers += [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())] if cookie else []
        self.socket = WebsocketCommunicator(application, "/ws/", headers)
        self.heard: list[dict] = []
        self.shown: dict[str, list[dict]] = {}  # room -> items in order
        self.seqs: dict[str, int] = {}
        self.code: int | None = None
        self.is_accepted = self.says_got = False
        self.news = asyncio.Event()
        self.pump = None

    async def open(self):
        await self.socket.send_input({"type": "websocket.connect"})
        self.pump = asyncio.create_task(self._pump())
        return self

    async def _pump(self):
        while True:
            event = await self.socket.output_queue.get()
            if event["type"] == "websocket.accept":
                self.is_accepted = True
            elif event["type"] == "websocket.close":
                self.code = event.get("code", 1000)
            else:
                frame = json.loads(event["text"])
                self.heard.append(frame)
                if frame["type"] == "messages":
                    await self._take(frame)
            self.news.set()

    async def _take(self, frame):
        room = frame["room"]
        fresh = [i for i in frame["items"] if i["seq"] > self.seqs[room]]
        if fresh and fresh[0]["seq"] != self.seqs[room] + 1:
            await self.send("since", room=room, seq=self.seqs[room])
            return
        if fresh:
            self.seqs[room] = fresh[-1]["seq"]
            self.shown[room] += fresh
        if self.says_got:
            await self.send("got", **self.seqs)
        if frame["more"]:
            await self.send("since", room=room, seq=self.seqs[room])

    async def send(self, kind: str, **fields):
        await self.text(json.dumps({"type": kind, **fields}))

    async def text(self, text: str):
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def hello(self, organization, *rooms, since: int = 0):
        self.says_got = True
        for room in rooms:
            self.seqs[str(room)], self.shown[str(room)] = since, []
        wanted = [{"id": str(room), "seq": since} for room in rooms]
        await self.send("hello", v=1, organization=str(organization), rooms=wanted)
        await self.until(lambda: self.all("welcome") or self.code)
        return self

    async def post(self, room, body: str = "こんにちは", client_id=None) -> str:
        client_id = str(client_id or uuid4())
        await self.send("post", room=str(room.public_id), client_id=client_id, body=body)
        return client_id

    def all(self, kind: str, **fields) -> list[dict]:
        return [f for f in self.heard if f["type"] == kind and fields.items() <= f.items()]

    def bodies(self, room) -> list[str]:
        return [item["body"] for item in self.shown[str(room.public_id)]]

    def shown_seqs(self, room) -> list[int]:
        return [item["seq"] for item in self.shown[str(room.public_id)]]

    async def until(self, condition):
        """Wait until the condition holds of this tab; fails after LIMIT."""
        try:
            async with asyncio.timeout(LIMIT):
                while not condition():
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            pytest.fail(f"never came: closed {self.code}, heard last {self.heard[-5:]}")

    async def heard_one(self, kind: str, **fields) -> dict:
        await self.until(lambda: self.all(kind, **fields))
        return self.all(kind, **fields)[0]

    async def closed(self) -> int:
        await self.until(lambda: self.code is not None)
        return self.code

    async def leave(self):
        if self.pump is not None:
            self.pump.cancel()
            await self.socket.send_input({"type": "websocket.disconnect", "code": self.code or 1001})
            await self.socket.wait(LIMIT)


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _colleagues_of(player, count: int) -> list[User]:
    users = [
        User.objects.create_user(f"{player.user.pk}-{n}@example.jp", name=f"社員{n}", terms_version=TERMS_VERSION)
        for n in range(count)
    ]
    for user in users:
        Membership.objects.create(user=user, organization=player.organization, role="member")
    return users


class Wire:
    """Opens tabs and ends everything behind them."""

    def __init__(self):
        self.tabs: list[Tab] = []

    async def bare(self, cookie: str = "", origin: str = ORIGIN) -> Tab:
        """A tab that has not said hello."""
        tab = Tab(cookie, origin)
        self.tabs.append(tab)
        return await tab.open()

    async def tab(self, player, *rooms, since: int = 0, user=None) -> Tab:
        """A signed-in tab of the player's firm that has said hello for the rooms."""
        client = await database_sync_to_async(sign_in)(user or player.user)
        tab = await self.bare(client.cookies[settings.SESSION_COOKIE_NAME].value)
        tab.client = client
        return await tab.hello(player.organization.public_id, *[room.public_id for room in rooms], since=since)

    async def seqs_of(self, room) -> list[int]:
        rows = Message.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)
        return await database_sync_to_async(list)(rows)

    async def said_elsewhere(self, player, room, count: int = 1, body: str = "よそから") -> None:
        """Written by another process: rows, no bell."""
        posts = [Post(room.pk, player.user.pk, player.organization.pk, uuid4(), body) for _ in range(count)]
        await database_sync_to_async(write)(posts)

    async def colleagues_of(self, player, count: int) -> list[User]:
        return await database_sync_to_async(_colleagues_of)(player, count)

    async def leave(self):
        for tab in self.tabs:
            await tab.leave()
        await broadcaster.broadcaster().stop()
