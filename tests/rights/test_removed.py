"""Removed is out: every way by which something reaches a person asks for the right when it leaves, whatever ended it."""

import threading
from uuid import uuid4

import pytest
import stories
from channels.db import database_sync_to_async as in_thread
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from world import PAGES, ROLES, address

from marketplace.accounts.models import Membership, Organization, User
from marketplace.kernel import relay
from marketplace.kernel.models import QueueStatus
from marketplace.sourcing.models import Proposal
from messaging.delivery.models import Delivery
from messaging.delivery.services import deliver_due
from messaging.live import broadcaster, protocol
from messaging.notifications.models import Notice
from messaging.rooms import views
from messaging.rooms.services import message_post

WORDS = "内緒の話"


def _left(client, player):
    Membership.objects.filter(user=player.user).update(left_at=timezone.now())


def _shut_out(client, player):
    User.objects.filter(pk=player.user.pk).update(is_active=False)


def _firm_closed(client, player):
    Organization.objects.filter(pk=player.organization.pk).update(is_active=False)


def _signed_out(client, player):
    client.logout()


def _new_password(client, player):
    User.objects.filter(pk=player.user.pk).update(password=f"!{uuid4()}")


def _not_theirs_any_more(client, player):
    rival = Organization.objects.exclude(pk=player.organization.pk).filter(is_hub=True).get()
    Proposal.objects.filter(organization=player.organization).update(organization=rival)


ENDINGS = [_left, _shut_out, _firm_closed, _signed_out, _new_password]
#: Those after which the person is none of the firm's any more, wherever they sit.
REMOVALS = [_left, _shut_out, _firm_closed]


@pytest.fixture
def only_what_is_asked_for(monkeypatch):
    """No sweep looks after those who are gone."""
    monkeypatch.setattr(broadcaster, "SWEEP_EVERY", 3_600.0)


def say(player, room) -> None:
    message_post(actor=player.actor, room=room, client_id=uuid4(), body=WORDS)


# ── The socket ──────────────────────────────────────────────────────────────────────────────────────────────────────
# What the person's tab does last, and what happens elsewhere.


async def heard(tab, other, room):
    await other.post(room, WORDS)


async def heard_in_the_badge(tab, other, room):
    board = broadcaster.broadcaster()
    (socket,) = [s for s in board.sockets if s.user.pk == tab.player.user.pk]
    board.inbox_dirty.add(socket)


async def fetched(tab, other, room):
    await tab.send("since", room=str(room.public_id), seq=0)


async def said(tab, other, room):
    await tab.post(room, "もう一言")


async def seen_typing(tab, other, room):
    await other.send("typing", room=str(room.public_id))


async def seen_reading(tab, other, room):
    await other.send("read", room=str(room.public_id), seq=1)


async def types(tab, other, room):
    await tab.send("typing", room=str(room.public_id))


async def watched(tab, other, room):
    (subject,) = tab.watches
    await broadcaster.broadcaster().say_changed(subject)


async def comes_again(tab, other, room):
    await tab.hello(tab.player.organization.public_id, room.public_id)


WAYS = [heard, heard_in_the_badge, fetched, said, seen_typing, seen_reading, types, watched, comes_again]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_socket_hears_and_says_nothing_more(wire, only_what_is_asked_for, orderer, hub, proposal, room, ending):
    other = await wire.tab(orderer, room)
    await in_thread(say)(orderer, room)
    for way in WAYS:
        tab = await wire.tab(hub, room, since=1)
        tab.player, tab.watches = hub, [str(proposal.public_id)]
        await tab.send("watch", subject=tab.watches[0])
        await tab.heard_one("watching")
        tab.heard.clear()
        other.heard.clear()
        await in_thread(ending)(tab.client, hub)
        await way(tab, other, room)
        assert await tab.closed() in (protocol.SIGN_IN, protocol.NO_LONGER_ALLOWED), way
        # What was said before the ending may arrive a moment late; nothing after it.
        late = [f for f in tab.heard if f["type"] != "error" and [i["seq"] for i in f.get("items", [])] != [1]]
        assert not late, (way, late)
        assert not [f for f in other.heard if f["type"] == "typing"], way
        await in_thread(back)(hub)
    assert len(await wire.seqs_of(room)) == 2, "the last word of who had gone was not taken"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_socket_that_only_watches_ends_by_itself(wire, hub, ending):
    tab = await wire.tab(hub)
    await in_thread(ending)(tab.client, hub)
    assert await tab.closed() in (protocol.SIGN_IN, protocol.NO_LONGER_ALLOWED)


def back(player) -> None:
    """Everything as before the ending."""
    Membership.objects.filter(user=player.user).update(left_at=None)
    User.objects.filter(pk=player.user.pk).update(is_active=True)
    Organization.objects.filter(pk=player.organization.pk).update(is_active=True)
    player.user.refresh_from_db()


# ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", [*ENDINGS, _not_theirs_any_more])
def test_a_poll_that_hangs_gives_nothing_more(orderer, hub, rival_hub, room, monkeypatch, ending):
    """It has looked once; the ending comes, and only then the words."""
    monkeypatch.setattr(views, "POLL_EVERY", 0.01)
    really, has_looked, may_go_on = views.page_after, threading.Event(), threading.Event()

    def look(*args):
        found = really(*args)
        if not has_looked.is_set():
            has_looked.set()
            may_go_on.wait(10)
        return found

    monkeypatch.setattr(views, "page_after", look)
    client, answers = hub.browser(), []

    def poll():
        answers.append(client.get(reverse("room_since", args=[room.public_id]), {"seq": 0, "wait": 1}))

    waiting = threading.Thread(target=poll)
    waiting.start()
    has_looked.wait(10)
    leaving = Client()
    leaving.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    ending(leaving, hub)
    say(orderer, room)
    may_go_on.set()
    waiting.join(20)
    assert answers[0].status_code == 404 and WORDS not in answers[0].content.decode()


def test_nothing_is_opened_any_more(world):
    """Pages, files, exports, links: whatever the hub could open."""
    ids, players = world
    hub, number = players["hub"], ROLES.index("hub")
    paths = [address(name, ids) for name, row in PAGES.items() if row[0] != "o" and row[number] == "o"]
    assert len(paths) > 25 and hub.browser().get(paths[0]).status_code == 200
    for ending in ENDINGS:
        client = hub.browser()
        ending(client, hub)
        opened = [path for path in paths if client.get(path).status_code == 200]
        assert not opened, ending
        back(hub)


# ── What goes out by itself ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", REMOVALS)
def test_no_letter_and_no_notice(orderer, hub, mailoutbox, ending):
    stories.posted(orderer)
    relay.relay_due()
    before = Notice.objects.filter(user=hub.user).count()
    assert before
    ending(None, hub)
    deliver_due()
    assert not Delivery.objects.exclude(status=QueueStatus.DONE).exists()
    assert [m.to for m in mailoutbox if hub.user.email in m.to] == []
    stories.posted(orderer)
    relay.relay_due()
    deliver_due()
    assert Notice.objects.filter(user=hub.user).count() == before
    assert [m.to for m in mailoutbox if hub.user.email in m.to] == []
    back(hub)
    stories.posted(orderer)
    relay.relay_due()
    deliver_due()
    assert [m.to for m in mailoutbox if hub.user.email in m.to] == [[hub.user.email]]
