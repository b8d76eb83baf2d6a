"""One press that arrives twice is answered twice alike and done once, also where what was pressed is gone by then."""

from uuid import uuid4

import people
import pytest
import stories
from django.urls import reverse

from factories.profile.services.capabilities import machine_set
from marketplace.kernel.models import OutboxEvent


def withdrawn_quotation(orderer, hub, lathe_shop, plating_shop):
    proposal = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    stories.asked(hub, proposal, [lathe_shop], [plating_shop])
    stories.quoted(lathe_shop, proposal, total_yen=90_000)
    return lathe_shop, reverse("quotation_withdraw", args=[stories.rfq_of(lathe_shop, proposal).public_id]), {}


def undone_award(orderer, hub, lathe_shop, plating_shop):
    inquiry, proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    stories.awarded(orderer, inquiry, proposal)
    return orderer, reverse("award_cancel", args=[inquiry.public_id]), {"reason": "数が変わったため"}


def removed_machine(orderer, hub, lathe_shop, plating_shop):
    machine = machine_set(actor=lathe_shop.actor, factory=lathe_shop.factory, name="NC旋盤")
    return lathe_shop, reverse("machine_remove", args=[machine.public_id]), {}


def replaced_order(orderer, hub, lathe_shop, plating_shop):
    refused = stories.refused(orderer, hub, lathe_shop, plating_shop)
    other = people.make("rival_lathe_shop").factory
    typed = {"factory": other.public_id, "amount_yen": "110000", "deliver_on": refused.deliver_on.isoformat()}
    return hub, reverse("order_replace", args=[refused.public_id]), typed


PRESSES = [withdrawn_quotation, undone_award, removed_machine, replaced_order]


@pytest.mark.parametrize("press", PRESSES)
def test_a_press_that_arrives_twice(press, orderer, rival_orderer, hub, lathe_shop, plating_shop):
    player, address, typed = press(orderer, hub, lathe_shop, plating_shop)
    key = uuid4()
    first = player.press(address, idempotency_key=key, **typed)
    assert first.status_code == 302
    done, told = stories.counts(), OutboxEvent.objects.count()
    again = player.press(address, idempotency_key=key, **typed)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert (stories.counts(), OutboxEvent.objects.count()) == (done, told)
    stranger = rival_orderer.press(address, idempotency_key=key, **typed)
    assert stranger.status_code == 404, "a key is its person's own"
    other = player.press(address, idempotency_key=uuid4(), **typed)
    assert other.status_code != 302 and stories.counts() == done
