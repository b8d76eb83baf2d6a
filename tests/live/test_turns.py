"""One person, however many sockets and frames, keeps nobody else waiting."""

import asyncio
import threading

import pytest

from messaging.live import broadcaster, consumers, protocol

pytestmark = pytest.mark.django_db(transaction=True)


class HeldUp:
    """Reading the rooms of some people, held up until it may go on; how many of each wait in a thread."""

    def __init__(self, monkeypatch, *people):
        self.work, self.waiting = consumers.rooms_of, dict.fromkeys([p.user.pk for p in people], 0)
        self.may_go_on, self.has_come, self.loop = threading.Event(), asyncio.Event(), asyncio.get_running_loop()
        monkeypatch.setattr(consumers, "rooms_of", self)

    def __call__(self, actor, rooms):
        if actor.user.pk in self.waiting:
            self.waiting[actor.user.pk] += 1
            self.loop.call_soon_threadsafe(self.has_come.set)
            self.may_go_on.wait(30)
        return self.work(actor, rooms)

    async def come(self):
        """Everybody who is held up waits."""
        async with asyncio.timeout(10):
            while not all(self.waiting.values()):
                self.has_come.clear()
                await self.has_come.wait()


@pytest.fixture
async def held_up(wire, no_sweep, monkeypatch):
    held = []
    yield lambda *people: held.append(HeldUp(monkeypatch, *people)) or held[0]
    for one in held:
        one.may_go_on.set()


async def say_hello(tab, player):
    await tab.send("hello", v=1, organization=str(player.organization.public_id), rooms=[])


async def test_who_asks_for_much_waits_for_themselves_alone(wire, held_up, orderer, hub, room):
    tabs = [await wire.tab(orderer) for _ in range(4)]
    held = held_up(orderer)
    for tab in tabs:
        await say_hello(tab, orderer)
    await held.come()
    other = await wire.tab(hub, room)
    assert other.all("welcome") and held.waiting == {orderer.user.pk: 1}
    held.may_go_on.set()
    for tab in tabs:
        await tab.until(lambda tab=tab: len(tab.all("welcome")) == 2)
    assert held.waiting == {orderer.user.pk: 4}


async def test_what_is_said_is_handed_out_while_all_readers_are_busy(wire, held_up, orderer, rival_hub, hub, room):
    mine = await wire.tab(hub, room)
    busy = [(player, await wire.tab(player)) for player in (orderer, rival_hub)]
    held = held_up(orderer, rival_hub)
    for player, tab in busy:
        await say_hello(tab, player)
    await held.come()
    await mine.post(room, "写真を見ました")
    await mine.until(lambda: mine.bodies(room) == ["写真を見ました"])


async def test_the_oldest_of_too_many_sockets_ends(wire, orderer, hub, room, monkeypatch):
    monkeypatch.setattr(protocol, "MAX_SOCKETS", 3)
    other = await wire.tab(hub, room)
    tabs = [await wire.tab(orderer, room) for _ in range(3)]
    assert [tab.code for tab in tabs] == [None] * 3
    tabs += [await wire.tab(orderer, room) for _ in range(2)]
    for tab in tabs[:2]:
        assert await tab.closed() == protocol.LAGGING
    await other.post(room, "こんにちは")
    for tab in (other, *tabs[2:]):
        await tab.until(lambda tab=tab: tab.bodies(room) == ["こんにちは"])
        assert tab.code is None
    assert [len(sockets) for sockets in broadcaster.broadcaster().people.values()] == [1, 3]
    await tabs[4].leave()
    wire.tabs.remove(tabs[4])
    await (await wire.tab(orderer)).heard_one("welcome")
    assert tabs[2].code is None, "what was left counts no more"


async def test_sockets_before_hello_count_too(wire, orderer, monkeypatch):
    monkeypatch.setattr(protocol, "MAX_SOCKETS", 2)
    first = await wire.tab(orderer)
    cookie = first.client.cookies["sessionid"].value
    for _ in range(2):
        await wire.bare(cookie)
    assert await first.closed() == protocol.LAGGING


async def test_frames_are_counted_of_all_sockets_of_a_person(wire, orderer, hub, monkeypatch):
    monkeypatch.setattr(protocol, "FRAMES_OF_A_PERSON", 10)
    tabs, other = [await wire.tab(orderer), await wire.tab(orderer)], await wire.tab(hub)
    for tab in (*tabs, other):
        for _ in range(4):
            await tab.send("ping")
        await tab.until(lambda tab=tab: len(tab.all("pong")) == 4)
    await tabs[0].send("ping")
    assert await tabs[0].closed() == protocol.TOO_FAST
    await other.send("ping")
    await other.until(lambda: len(other.all("pong")) == 5)
    assert other.code is None
