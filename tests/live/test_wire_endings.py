"""The live wire when something ends or breaks: rights, sign-in, slow readers, dead bells; and pages that are watched."""

import asyncio
import threading
from uuid import uuid4

import pytest
import stories
from channels.db import database_sync_to_async as in_thread
from channels.testing import WebsocketCommunicator
from django.utils import timezone
from wires import ORIGIN

from marketplace.accounts.models import Membership, User
from marketplace.config.asgi import application
from marketplace.kernel import relay
from marketplace.kernel.bell import ring_bell
from messaging.live import broadcaster, protocol
from messaging.rooms.message_writing import write
from messaging.rooms.models import ReadMarker
from messaging.rooms.services import message_post

pytestmark = pytest.mark.django_db(transaction=True)


def remove(player) -> None:
    Membership.objects.filter(user=player.user).update(left_at=timezone.now())


# No longer allowed


async def test_a_removed_member_writes_nothing_more(wire, no_sweep, orderer, hub, room):
    tab = await wire.tab(hub, room)
    await in_thread(remove)(hub)
    await tab.post(room)
    await tab.heard_one("error", code="forbidden")
    assert await tab.closed() == protocol.NO_LONGER_ALLOWED
    assert await wire.seqs_of(room) == []


async def test_a_removed_member_hears_nothing_more(wire, no_sweep, orderer, hub, room):
    gone, stays = await wire.tab(hub, room), await wire.tab(orderer, room)
    await in_thread(remove)(hub)
    await stays.post(room, "内緒の話")
    await stays.until(lambda: stays.bodies(room) == ["内緒の話"])
    assert await gone.closed() == protocol.NO_LONGER_ALLOWED
    assert gone.bodies(room) == []


async def test_a_quiet_room_lets_go_of_a_removed_member(wire, no_bell, hub, room):
    tab = await wire.tab(hub, room)
    await in_thread(remove)(hub)
    assert await tab.closed() == protocol.NO_LONGER_ALLOWED


def _log_out(tab, user):
    tab.client.logout()


def _new_password(tab, user):
    user = User.objects.get(pk=user.pk)
    user.set_password("long-enough-for-this")
    user.save()


def _made_inactive(tab, user):
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("ending", [_log_out, _new_password, _made_inactive])
async def test_who_is_signed_out_is_told(wire, orderer, room, ending):
    tab = await wire.tab(orderer, room)
    await in_thread(ending)(tab, orderer.user)
    assert await tab.closed() == protocol.SIGN_IN


# Who comes in while rights are being asked is not taken for somebody without them


class Held:
    """A function that the broadcaster reads with, whose answer is held back until it is let go."""

    def __init__(self, monkeypatch, name):
        self.work, self.has_answer, self.may_go_on = getattr(broadcaster, name), asyncio.Event(), threading.Event()
        self.loop, self.calls = asyncio.get_running_loop(), 0
        monkeypatch.setattr(broadcaster, name, self)

    def __call__(self, *args):
        answer = self.work(*args)
        self.calls += 1
        self.loop.call_soon_threadsafe(self.has_answer.set)
        self.may_go_on.wait(10)
        return answer


async def test_a_sweep_spares_who_just_came_in(wire, orderer, hub, room, monkeypatch):
    tab = await wire.tab(orderer)
    sweep = Held(monkeypatch, "heads_and_rights")
    await sweep.has_answer.wait()
    tab.heard.clear()
    await tab.hello(orderer.organization.public_id, room.public_id)
    sweep.may_go_on.set()
    await wire.said_elsewhere(hub, room)
    await tab.until(lambda: tab.shown_seqs(room) == [1] or tab.code)  # found by the sweep after
    assert tab.code is None and sweep.calls > 1


async def test_a_delivery_spares_who_just_came_in(wire, no_sweep, orderer, hub, room, monkeypatch):
    writer, (user,) = await wire.tab(hub, room), await wire.colleagues_of(orderer, 1)
    delivery = Held(monkeypatch, "news")
    await writer.post(room, "一")
    await delivery.has_answer.wait()
    late = await wire.tab(orderer, room, user=user)
    delivery.may_go_on.set()
    await writer.until(lambda: writer.bodies(room) == ["一"])
    await writer.post(room, "二")
    await late.until(lambda: late.bodies(room) == ["一", "二"] or late.code)
    assert late.code is None


# Slow readers, dead bells


@pytest.mark.parametrize("limit, most", [("MAX_UNGOT_FRAMES", 5), ("MAX_UNGOT_BYTES", 2_000)])
async def test_who_lags_is_closed_and_resumes(wire, orderer, hub, room, monkeypatch, limit, most):
    monkeypatch.setattr(protocol, limit, most)
    slow, writer = await wire.tab(orderer, room), await wire.tab(hub, room)
    slow.says_got = False
    for number in range(12):
        client_id = await writer.post(room, f"{number}番です")
        await writer.heard_one("ack", client_id=client_id)
        await writer.until(lambda number=number: len(writer.shown_seqs(room)) > number)
    assert await slow.closed() == protocol.LAGGING
    assert writer.code is None
    monkeypatch.undo()
    seen = slow.shown_seqs(room)
    again = await wire.tab(orderer, room, since=len(seen))
    await again.until(lambda: seen + again.shown_seqs(room) == list(range(1, 13)))


async def test_a_dead_bell_costs_seconds_not_messages(wire, no_bell, orderer, hub, room):
    tab = await wire.tab(orderer, room)
    await wire.said_elsewhere(hub, room, 3)
    await tab.until(lambda: tab.shown_seqs(room) == [1, 2, 3])


async def test_the_bell_of_another_process_is_heard_at_once(wire, no_sweep, orderer, hub, room):
    tab = await wire.tab(orderer, room)
    await tab_is_subscribed()
    await in_thread(message_post)(actor=hub.actor, room=room, client_id=uuid4(), body="よその窓口から")
    await tab.until(lambda: tab.bodies(room) == ["よその窓口から"])


async def test_ping_tells_the_heads(wire, orderer, hub, room):
    tab = await wire.tab(orderer, room)
    await wire.said_elsewhere(hub, room, 2)
    await tab.until(lambda: tab.shown_seqs(room) == [1, 2])
    await tab.send("ping")
    assert (await tab.heard_one("pong"))["heads"] == {str(room.public_id): 2}


async def test_one_bad_post_does_not_harm_the_others(wire, orderer, hub, room, monkeypatch):
    def fragile(posts):
        if any(p.body == "毒" for p in posts):
            raise RuntimeError("poison")
        return write(posts)

    monkeypatch.setattr(broadcaster, "write", fragile)
    tab = await wire.tab(orderer, room)
    bodies = ["一", "毒", "二"]
    ids = [await tab.post(room, body) for body in bodies]
    await tab.heard_one("error", client_id=ids[1], code="failed")
    await tab.until(lambda: tab.bodies(room) == ["一", "二"])
    assert await wire.seqs_of(room) == [1, 2]


# Pages that change under the eye


async def tab_is_subscribed():
    """Wait until this process hears its own bell."""
    heard, board = asyncio.Event(), broadcaster.broadcaster()
    really = board.ring
    board.ring = lambda rooms: (heard.set(), really(rooms))
    async with asyncio.timeout(10):
        while not heard.is_set():
            await ring_bell(subjects=[str(uuid4())])
            await asyncio.sleep(0.05)
    board.ring = really


def _record(work, *args):
    work(*args)
    relay.relay_due()


async def test_a_watched_page_is_rung(wire, no_sweep, orderer, hub):
    inquiry = await in_thread(stories.posted)(orderer)
    tab = await wire.tab(orderer)
    await tab.send("watch", subject=str(inquiry.public_id))
    await tab.heard_one("watching", subject=str(inquiry.public_id))
    await tab_is_subscribed()
    await in_thread(_record)(stories.taken, hub, inquiry)
    await tab.heard_one("changed", subject=str(inquiry.public_id))


async def test_a_foreign_page_is_not_watched(wire, rival_orderer, rival_lathe_shop, proposal):
    for player in (rival_orderer, rival_lathe_shop):
        tab = await wire.tab(player)
        for subject in (proposal.public_id, proposal.inquiry.public_id, uuid4()):
            await tab.send("watch", subject=str(subject))
        await tab.until(lambda tab=tab: len(tab.all("error", code="none_such")) == 3)
        assert not tab.all("watching")


async def test_watches_end_with_a_new_hello(wire, orderer, proposal, monkeypatch):
    monkeypatch.setattr(protocol, "MAX_WATCHES", 1)
    tab = await wire.tab(orderer)
    for _ in range(3):
        await tab.send("watch", subject=str(proposal.inquiry.public_id))
        await tab.send("hello", v=1, organization=str(orderer.organization.public_id), rooms=[])
    await tab.until(lambda: len(tab.all("welcome")) == 4)
    assert len(tab.all("watching")) == 3


async def test_reading_marks_never_pass_the_end(wire, orderer, hub, room):
    mine, theirs = await wire.tab(orderer, room), await wire.tab(hub, room)
    await theirs.post(room)
    await mine.until(lambda: mine.shown_seqs(room) == [1])
    await mine.send("read", room=str(room.public_id), seq=2**50)
    assert (await theirs.heard_one("read"))["seq"] == 1
    marker = await in_thread(ReadMarker.objects.get)(room=room, user=orderer.user)
    assert marker.seq == 1


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/more/", "/talk/"])
async def test_a_socket_on_another_address_is_declined(path, transactional_db):
    headers = [(b"host", b"127.0.0.1:8000"), (b"origin", ORIGIN.encode())]
    opened, _ = await WebsocketCommunicator(application, path, headers).connect()
    assert not opened
