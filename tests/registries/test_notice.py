"""A notice is one rule in a file: it reaches the list, the letter and the open pages of whom it names."""

import pytest
import stories
from channels.db import database_sync_to_async as in_thread
from django.core import mail
from django.db import transaction
from django.urls import reverse

from marketplace.kernel import outbox, relay
from messaging.delivery.services import deliver_due
from messaging.notifications.models import Notice

pytestmark = pytest.mark.usefixtures("dropped_notice")
EVENT = "inquiry.rained_upon"


def it_rains(inquiry, player) -> None:
    with transaction.atomic():
        outbox.record(EVENT, inquiry, player.actor)
    relay.relay_due()
    deliver_due()


def listed(player) -> str:
    return player.browser().get(reverse("notices")).content.decode()


def letters_that_say(text: str) -> list[list[str]]:
    return [letter.to for letter in mail.outbox if letter.subject == text]


def test_it_reaches_the_list_and_the_letters_of_whom_it_names(orderer, rival_orderer, hub):
    inquiry = stories.posted(orderer)
    it_rains(inquiry, hub)
    text = f"{inquiry} に雨が降りました"
    assert text in listed(orderer) and reverse("inquiry", args=[inquiry.public_id]) in listed(orderer)
    assert letters_that_say(text) == [[orderer.user.email]]
    for stranger in (rival_orderer, hub):
        assert text not in listed(stranger)


def test_a_fact_that_is_told_again_tells_nothing_new(orderer, hub):
    it_rains(stories.posted(orderer), hub)
    relay.relay_due()
    assert Notice.objects.filter(name=EVENT).count() == 1


def test_one_more_rule_of_an_event_tells_others_beside_the_first(orderer, hub):
    inquiry = stories.posted(orderer)
    relay.relay_due()
    deliver_due()
    to_orderer, to_hub = f"{inquiry} をお預かりしました", f"新しい相談が届きました: {inquiry}"
    assert to_orderer in listed(orderer) and to_hub not in listed(orderer)
    assert to_hub in listed(hub) and to_orderer not in listed(hub)
    assert (letters_that_say(to_orderer), letters_that_say(to_hub)) == ([[orderer.user.email]], [[hub.user.email]])


def test_nobody_is_told_one_fact_twice(orderer, hub):
    """The hub posts for itself: both rules name somebody, each person hears once."""
    stories.posted(hub)
    relay.relay_due()
    told = Notice.objects.filter(name="inquiry.post")
    assert told.count() == told.values("user", "organization").distinct().count() > 0


@pytest.mark.django_db(transaction=True)
async def test_an_open_page_that_it_names_looks_again(wire, orderer, rival_orderer):
    inquiry = await in_thread(stories.posted)(orderer)
    watcher, stranger = await wire.tab(orderer), await wire.tab(rival_orderer)
    for tab in (watcher, stranger):
        await tab.send("watch", subject=str(inquiry.public_id))
    await watcher.heard_one("watching", subject=str(inquiry.public_id))
    await stranger.heard_one("error", code="none_such")
    await in_thread(it_rains)(inquiry, orderer)
    await watcher.heard_one("changed", subject=str(inquiry.public_id))
    assert not stranger.all("changed")
