"""A notice is one rule, a channel one object: one more reaches the list, the letter and whoever it is for."""

import pytest
import stories
from django.core import mail
from django.db import transaction
from django.urls import reverse

from marketplace.inquiries.models import Inquiry
from marketplace.kernel import outbox, relay
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.models import QueueStatus
from marketplace.kernel.queue import PassingFault, PermanentFault
from messaging.delivery.channels import Channel, channels
from messaging.delivery.models import Delivery
from messaging.delivery.services import deliver_due
from messaging.notifications.handlers import notify
from messaging.notifications.models import Notice
from messaging.notifications.rules import NoticeRule, notice_rules, page

EVENT = "inquiry.rained_upon"


@pytest.fixture
def rain(registered):
    """It rains upon an inquiry: its orderer is told. As `add_rule` does, taken back afterwards."""
    outbox.on(EVENT)(notify)
    yield registered(
        notice_rules,
        NoticeRule(
            event=EVENT,
            to=lambda inquiry, refs: [inquiry.orderer],
            text=lambda inquiry: f"{inquiry} に雨が降りました",
            url=page("inquiry"),
            goes_out=True,
        ),
    )
    del outbox._handlers[EVENT]


def it_rains(inquiry: Inquiry, player) -> None:
    relay.deliver_due()  # what came before
    deliver_due()
    mail.outbox.clear()
    with transaction.atomic():
        outbox.record(EVENT, inquiry, player.actor)
    relay.deliver_due()


def test_a_notice_reaches_the_list_and_the_letters_of_whom_its_rule_names(rain, orderer, rival_orderer, hub):
    inquiry = stories.posted(orderer)
    it_rains(inquiry, hub)
    deliver_due()
    text = f"{inquiry} に雨が降りました"
    listed = orderer.browser().get(reverse("notices")).content.decode()
    assert text in listed and reverse("inquiry", args=[inquiry.public_id]) in listed
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [([orderer.user.email], text)]
    for stranger in (rival_orderer, hub):
        assert text not in stranger.browser().get(reverse("notices")).content.decode()


def test_an_event_that_is_told_again_tells_nothing_new(rain, orderer, hub):
    it_rains(stories.posted(orderer), hub)
    relay.deliver_due()
    assert Notice.objects.filter(name=EVENT).count() == 1


class Pigeons:
    """A channel that flies as it is told: one outcome after the other."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes, self.carried = list(outcomes), []

    def send(self, delivery: Delivery) -> None:
        if outcome := self.outcomes.pop(0):
            raise outcome
        self.carried.append((delivery.user, delivery.text))


def fly(registered, orderer, *outcomes) -> Pigeons:
    pigeons = Pigeons(*outcomes)
    registered(
        channels,
        Channel(
            name="pigeon",
            reaches=lambda member: member.organization == orderer.organization,
            compose=lambda member, text, url: f"{text} {url}",
            send=pigeons.send,
        ),
    )
    return pigeons


def sent_by_pigeon() -> Delivery:
    return Delivery.objects.get(channel="pigeon")


def test_a_channel_carries_what_goes_out_to_whom_it_reaches(rain, registered, orderer, hub):
    pigeons = fly(registered, orderer, None)
    inquiry = stories.posted(orderer)
    it_rains(inquiry, hub)
    deliver_due()
    told = f"{inquiry} に雨が降りました {reverse('inquiry', args=[inquiry.public_id])}"
    assert (orderer.user, told) in pigeons.carried
    assert {user for user, _ in pigeons.carried} == {orderer.user}


def test_a_passing_fault_of_a_channel_is_tried_again(rain, registered, orderer, hub):
    inquiry = stories.posted(orderer)
    relay.deliver_due()
    pigeons = fly(registered, orderer, PassingFault("fog"), None)
    it_rains(inquiry, hub)
    deliver_due()
    waiting = sent_by_pigeon()
    assert (waiting.status, waiting.attempts, pigeons.carried) == (QueueStatus.PENDING, 1, [])
    Delivery.objects.filter(pk=waiting.pk).update(next_at=ClockTimestamp())
    deliver_due()
    assert sent_by_pigeon().status == QueueStatus.DONE and len(pigeons.carried) == 1


def test_a_permanent_fault_of_a_channel_is_parked_at_once(rain, registered, orderer, hub):
    inquiry = stories.posted(orderer)
    relay.deliver_due()
    pigeons = fly(registered, orderer, PermanentFault("no such loft"), None)
    it_rains(inquiry, hub)
    deliver_due()
    Delivery.objects.filter(channel="pigeon").update(next_at=ClockTimestamp())
    deliver_due()
    parked = sent_by_pigeon()
    assert (parked.status, pigeons.carried) == (QueueStatus.PARKED, [])
    assert "no such loft" in parked.last_error
    assert mail.outbox  # the other channel went on
