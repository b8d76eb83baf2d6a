"""The live wire: what is said reaches everybody allowed, once, in order, and nobody else."""

import asyncio
import json
import threading
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_thread

from messaging.live import consumers, origins, protocol
from messaging.rooms.models import Room

pytestmark = pytest.mark.django_db(transaction=True)


# Who comes in

#: The place is http://127.0.0.1:8000.
FOREIGN_ORIGINS = [
    "",
    "null",
    "http://evil.example",
    "http://127.0.0.1.evil.example:8000",
    "http://127.0.0.1",
    "http://127.0.0.1:8001",
    "http://localhost:8000",
    "http://[::1]:8000",
    "https://127.0.0.1:8000",
]


async def test_a_visitor_is_told_to_sign_in(wire):
    tab = await wire.bare()
    assert await tab.closed() == protocol.SIGN_IN
    assert (await wire.bare("no-such-session")).code is None
    assert await wire.tabs[-1].closed() == protocol.SIGN_IN


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
async def test_another_site_is_refused(wire, orderer, origin):
    good = await wire.tab(orderer)
    tab = await wire.bare(good.client.cookies["sessionid"].value, origin)
    await tab.closed()
    assert not tab.is_accepted and good.code is None


@pytest.mark.parametrize(
    "site, host, origin, is_same",
    [
        ("http://127.0.0.1:8000", "localhost:8000", "http://localhost:8000", True),
        ("http://127.0.0.1:8000", "[::1]:8000", "http://[::1]:8000", True),
        ("http://127.0.0.1:8000", "evil.example:8000", "http://evil.example:8000", False),  # a name that leads here
        ("https://a.example.jp", "a.example.jp", "https://a.example.jp", True),
        ("https://a.example.jp", "a.example.jp", "http://a.example.jp", False),
        ("https://a.example.jp", "a.example.jp", "https://b.example.jp", False),
        ("https://a.example.jp", "a.example.jp", "https://a.example.jp:8443", False),
    ],
)
def test_what_the_same_origin_is(settings, site, host, origin, is_same):
    settings.SITE_URL, settings.ALLOWED_HOSTS = site, ["127.0.0.1", "localhost", "[::1]", "a.example.jp"]
    assert origins.is_same({b"host": host.encode(), b"origin": origin.encode()}) is is_same


async def test_a_foreign_firm_is_refused(wire, orderer, hub, room):
    tab = await wire.tab(orderer)
    await tab.send("hello", v=1, organization=str(hub.organization.public_id), rooms=[])
    assert await tab.closed() == protocol.NO_LONGER_ALLOWED


async def test_a_foreign_room_is_as_one_that_is_not(wire, rival_hub, room):
    tab = await wire.tab(rival_hub)
    missing = str(uuid4())
    asked = [{"id": str(room.public_id), "seq": 0}, {"id": missing, "seq": 0}]
    await tab.send("hello", v=1, organization=str(rival_hub.organization.public_id), rooms=asked)
    await tab.until(lambda: len(tab.all("welcome")) == 2)
    assert [e["code"] for e in tab.all("error")] == ["none_such", "none_such"]
    assert tab.all("welcome")[-1]["rooms"] == []
    for name in (str(room.public_id), missing):
        await tab.send("post", room=name, client_id=str(uuid4()), body="こんにちは")
        await tab.send("since", room=name, seq=0)
    await tab.until(lambda: len(tab.all("error", code="none_such")) == 6)
    assert not await wire.seqs_of(room) and tab.code is None


async def test_nothing_before_hello(wire, orderer, room):
    tab = await wire.bare((await wire.tab(orderer)).client.cookies["sessionid"].value)
    await tab.post(room)
    await tab.heard_one("error", code="hello_first")
    await tab.send("ping")
    assert (await tab.heard_one("pong"))["heads"] == {}


# Saying and hearing


async def test_what_is_said_is_acknowledged_and_heard(wire, orderer, hub, rival_hub, room):
    mine, theirs, outside = await wire.tab(hub, room), await wire.tab(orderer, room), await wire.tab(rival_hub)
    client_id = await mine.post(room, "写真を見ました")
    assert (await mine.heard_one("ack", client_id=client_id))["seq"] == 1
    for tab in (mine, theirs):
        await tab.until(lambda tab=tab: tab.bodies(room) == ["写真を見ました"])
    assert (await theirs.heard_one("inbox"))["unread"] == 1
    await theirs.send("read", room=str(room.public_id), seq=1)
    assert (await mine.heard_one("read"))["member"] == str(orderer.user.public_id)
    await theirs.until(lambda: theirs.all("inbox", unread=0))
    await theirs.send("typing", room=str(room.public_id))
    await mine.heard_one("typing", member=orderer.user.name)
    await outside.send("ping")
    await outside.heard_one("pong")
    assert {f["type"] for f in outside.heard} == {"welcome", "pong"}


async def test_the_same_words_five_times_at_once_are_one(wire, orderer, hub, room):
    tabs = [await wire.tab(hub, room), await wire.tab(hub, room)]
    client_id = uuid4()
    for tab in [*tabs, *tabs, tabs[0]]:
        await tab.post(room, client_id=client_id)
    for tab, count in zip(tabs, (3, 2), strict=True):
        await tab.until(lambda tab=tab, count=count: len(tab.all("ack")) == count)
        assert {a["seq"] for a in tab.all("ack")} == {1}
    assert await wire.seqs_of(room) == [1]


async def test_many_writers_no_hole_and_everybody_hears_all(wire, orderer, hub, room):
    users = await wire.colleagues_of(hub, 4), await wire.colleagues_of(orderer, 4)
    writers = [await wire.tab(hub, room, user=u) for u in users[0]]
    writers += [await wire.tab(orderer, room, user=u) for u in users[1]]
    readers = [await wire.tab(hub, room), await wire.tab(orderer, room)]

    async def write_ten(number, tab):
        for turn in range(10):
            await tab.post(room, f"{number}-{turn}")

    await asyncio.gather(*(write_ten(n, tab) for n, tab in enumerate(writers)))
    for tab in [*writers, *readers]:
        await tab.until(lambda tab=tab: len(tab.shown_seqs(room)) == 80)
        assert tab.shown_seqs(room) == list(range(1, 81))
        for number in range(8):  # each writer's own order is kept
            own = [b for b in tab.bodies(room) if b.startswith(f"{number}-")]
            assert own == [f"{number}-{turn}" for turn in range(10)]
    for tab in writers:
        await tab.until(lambda tab=tab: len(tab.all("ack")) == 10)
    assert await wire.seqs_of(room) == list(range(1, 81))


async def test_a_tab_that_comes_back_gets_what_it_missed(wire, orderer, hub, room):
    first = await wire.tab(orderer, room)
    await wire.said_elsewhere(hub, room, 3)
    await first.until(lambda: len(first.shown_seqs(room)) == 3)
    await first.leave()
    wire.tabs.remove(first)
    await wire.said_elsewhere(hub, room, 250)
    again = await wire.tab(orderer, room, since=3)
    await again.until(lambda: len(again.shown_seqs(room)) == 250)
    assert again.shown_seqs(room) == list(range(4, 254))


async def test_what_is_said_while_a_tab_comes_in_is_not_lost(wire, no_sweep, orderer, hub, room, monkeypatch):
    """Between reading the heads and entering the room the others hear a message: the newcomer hears it too."""
    early, writer = await wire.tab(orderer, room), await wire.tab(hub, room)
    really, has_read, may_go_on = consumers.rooms_of, asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slowly(*args):
        found = really(*args)
        loop.call_soon_threadsafe(has_read.set)
        may_go_on.wait(10)
        return found

    monkeypatch.setattr(consumers, "rooms_of", slowly)
    coming = asyncio.create_task(wire.tab(orderer, room))
    await has_read.wait()
    await writer.post(room, "その間に")
    await early.until(lambda: early.bodies(room) == ["その間に"])
    may_go_on.set()
    late = await coming
    await late.until(lambda: late.bodies(room) == ["その間に"])


async def test_a_long_absence_from_long_words_is_caught_up_with(wire, orderer, hub, room):
    await wire.said_elsewhere(hub, room, 60, "長" * 4_000)  # 720 kB
    tab = await wire.tab(orderer, room)
    await tab.until(lambda: len(tab.shown_seqs(room)) == 60)
    assert tab.code is None


# Refusals


@pytest.mark.parametrize(
    "text, code", [("not json", "json"), ("[1]", "shape"), ("x" * 70_000, "too_large"), ("[" * 60_000, "json")]
)
async def test_what_is_no_frame_ends_the_socket(wire, orderer, room, text, code):
    tab = await wire.tab(orderer, room)
    await tab.text(text)
    await tab.heard_one("error", code=code)
    assert await tab.closed() == protocol.BAD_FRAME


async def test_bytes_end_the_socket(wire, orderer):
    tab = await wire.tab(orderer)
    await tab.socket.send_input({"type": "websocket.receive", "bytes": b"\x00"})
    assert await tab.closed() == protocol.BAD_FRAME


@pytest.mark.parametrize("frame, code", [({"type": "shout"}, "type"), ({}, "type"), ({"type": "post"}, "body")])
async def test_a_frame_not_understood_is_refused_and_the_socket_stays(wire, orderer, hub, room, frame, code):
    tab = await wire.tab(orderer, room)
    await tab.text(json.dumps(frame))
    await tab.heard_one("error", code=code)
    await tab.post(room)
    await tab.heard_one("ack")


async def test_too_long_words_are_refused(wire, orderer, room):
    tab = await wire.tab(orderer, room)
    client_id = await tab.post(room, "あ" * 4_001)
    await tab.heard_one("error", client_id=client_id, code="too_long")
    assert await wire.seqs_of(room) == []


async def test_too_many_posts(wire, orderer, room):
    tab = await wire.tab(orderer, room)
    most = protocol.POSTS_PER_WINDOW
    for _ in range(most + 5):
        await tab.post(room)
    await tab.until(lambda: len(tab.all("error", code="too_fast")) == 5 and len(tab.all("ack")) == most)
    assert await wire.seqs_of(room) == list(range(1, most + 1))
    assert tab.code is None


async def test_too_many_frames(wire, orderer, monkeypatch):
    monkeypatch.setattr(protocol, "FRAMES_PER_WINDOW", 10)
    tab = await wire.tab(orderer)
    for _ in range(12):
        await tab.send("ping")
    assert await tab.closed() == protocol.TOO_FAST


async def test_a_frozen_room_refuses_and_stays(wire, orderer, room):
    tab = await wire.tab(orderer, room)
    await in_thread(Room.objects.filter(pk=room.pk).update)(status="frozen")
    await tab.post(room)
    await tab.heard_one("error", code="frozen")
    assert tab.code is None and await wire.seqs_of(room) == []
