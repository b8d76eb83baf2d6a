"""The page of an order offers each side what it may do now, and nothing else."""

import pytest
import stories
from django.urls import reverse

from orders.ordering.services.changes import change_agree, change_propose
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_issue

ACTS = {
    "issue": "can_issue",
    "acknowledge": "can_acknowledge",
    "edit": "terms_form",
    "refuse": "refuse_form",
    "cancel": "cancel_form",
    "change": "change_form",
    "pay": "payment_form",
    "rate": "rating_form",
}


def page_of(player, order):
    return player.browser().get(reverse("order", args=[order.public_id]))


def offered(player, order) -> set[str]:
    page = page_of(player, order).context["page"]
    return {act for act, name in ACTS.items() if getattr(page, name)}


@pytest.mark.usefixtures("contexts")
def test_what_each_side_is_offered_from_the_draft_to_the_work(award, orderer, hub):
    order = award.order
    assert offered(orderer, order) == {"issue", "edit", "cancel"}
    assert page_of(hub, order).status_code == 404, "a supplier learns of an order when it is issued"
    order_issue(actor=orderer.actor, order=order)
    assert offered(orderer, order) == {"cancel", "change"}
    assert offered(hub, order) == {"acknowledge", "refuse", "change"}
    order_acknowledge(actor=hub.actor, order=stories.fresh(order))
    assert offered(orderer, order) == offered(hub, order) == {"change"}


@pytest.mark.usefixtures("contexts")
def test_an_ended_order_offers_nothing(award, orderer, hub):
    order_issue(actor=orderer.actor, order=award.order)
    order_cancel(actor=orderer.actor, order=stories.fresh(award.order), reason="図面が変わったため")
    assert offered(orderer, award.order) == offered(hub, award.order) == set()


@pytest.mark.usefixtures("contexts")
def test_a_change_is_answered_by_the_other_side_once(orderer, hub, lathe_shop, plating_shop):
    order = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    change = change_propose(actor=hub.actor, order=order, reason="材料が上がりました", amount_yen=210_000)
    [theirs], [own] = (page_of(side, order).context["page"].changes for side in (orderer, hub))
    assert theirs.form and not theirs.can_withdraw
    assert own.can_withdraw and not own.form
    change_agree(actor=orderer.actor, change=change)
    for side in (orderer, hub):
        [row] = page_of(side, order).context["page"].changes
        assert not row.form and not row.can_withdraw and row.is_agreed
