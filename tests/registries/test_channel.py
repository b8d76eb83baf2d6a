"""A channel is one folder: what goes out takes it to whom it reaches, again after a passing fault, never after a
permanent one."""

import pytest
import stories
from django.core import mail

from marketplace.kernel import relay
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.models import QueueStatus
from marketplace.kernel.queue import PassingFault, PermanentFault
from messaging.delivery.models import Delivery
from messaging.delivery.services import deliver_due


@pytest.fixture
def flight(pigeons, orderer, hub):
    """The hub has a loft; an inquiry comes in whose notice flies with the given outcomes."""
    pigeons.lofts.add(hub.organization.pk)

    def send(*outcomes: Exception | None) -> str:
        pigeons.outcomes.extend(outcomes)
        inquiry = stories.posted(orderer)
        relay.relay_due()
        deliver_due()
        return f"新しい相談が届きました: {inquiry}"

    return send


def flown() -> Delivery:
    return Delivery.objects.get(channel="pigeon")


def test_it_carries_what_goes_out_to_whom_it_reaches(flight, pigeons, hub):
    text = flight(None)
    [(user, told)] = pigeons.arrived
    assert user == hub.user and told.startswith(text + " /")
    assert flown().status == QueueStatus.DONE


def test_a_passing_fault_is_tried_again(flight, pigeons):
    flight(PassingFault("fog"), None)
    assert (flown().status, flown().attempts, pigeons.arrived) == (QueueStatus.PENDING, 1, [])
    Delivery.objects.filter(channel="pigeon").update(next_at=ClockTimestamp())
    deliver_due()
    assert flown().status == QueueStatus.DONE and len(pigeons.arrived) == 1


def test_a_permanent_fault_is_parked_at_once(flight, pigeons):
    flight(PermanentFault("no such loft"), None)
    Delivery.objects.filter(channel="pigeon").update(next_at=ClockTimestamp())
    deliver_due()
    assert (flown().status, pigeons.arrived) == (QueueStatus.PARKED, [])
    assert "no such loft" in flown().last_error
    assert mail.outbox  # the other channel went on
