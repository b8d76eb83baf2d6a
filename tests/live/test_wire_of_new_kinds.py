"""A kind of room and a rule of notices that were registered just now work over the wire."""

import pytest
import stories
from channels.db import database_sync_to_async as in_thread
from django.db import transaction

from marketplace.inquiries.models import Inquiry
from marketplace.kernel import outbox, relay
from messaging.notifications.handlers import notify
from messaging.notifications.rules import NoticeRule, notice_rules
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.services import room_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def diary():
    """A room of an orderer with itself, about an inquiry."""
    kind = RoomKind(
        name="diary",
        label="日記",
        mark="日",
        subjects=Inquiry.objects.all,
        title=lambda inquiry: inquiry.title,
        visible=lambda organization: Inquiry.objects.filter(orderer=organization),
        parties=lambda ids: Inquiry.objects.filter(public_id__in=ids).values_list("public_id", "orderer_id"),
        is_over=lambda inquiry: False,
    )
    yield room_kinds.add(kind)
    del room_kinds.things["diary"]


async def test_its_parties_talk_over_the_wire_and_nobody_else(wire, diary, orderer, rival_orderer):
    room = await in_thread(lambda: room_for(diary, stories.posted(orderer)))()
    one, other = await wire.tab(orderer, room), await wire.tab(orderer, room)
    stranger = await wire.tab(rival_orderer, room)
    await stranger.heard_one("error", code="none_such")
    await one.post(room, "きょうは雨")
    await other.until(lambda: other.bodies(room) == ["きょうは雨"])
    await stranger.post(room, "のぞき見")
    await stranger.until(lambda: len(stranger.all("error", code="none_such")) == 2)
    assert await wire.seqs_of(room) == [1]
    assert stranger.bodies(room) == []


@pytest.fixture
def rain():
    outbox.on("inquiry.rained_upon")(notify)
    rule = NoticeRule(event="inquiry.rained_upon", pages=lambda inquiry, refs: [inquiry.public_id])
    yield notice_rules.add(rule)
    del notice_rules.things[rule.name], outbox._handlers[rule.name]


async def test_a_page_that_a_rule_names_is_told_at_once(wire, rain, orderer, rival_orderer):
    inquiry = await in_thread(stories.posted)(orderer)
    watcher, stranger = await wire.tab(orderer), await wire.tab(rival_orderer)
    for tab in (watcher, stranger):
        await tab.send("watch", subject=str(inquiry.public_id))
    await watcher.heard_one("watching", subject=str(inquiry.public_id))
    await stranger.heard_one("error", code="none_such")

    def it_rains():
        with transaction.atomic():
            outbox.record("inquiry.rained_upon", inquiry, orderer.actor)
        relay.deliver_due()

    await in_thread(it_rains)()
    await watcher.heard_one("changed", subject=str(inquiry.public_id))
    assert not stranger.all("changed")
