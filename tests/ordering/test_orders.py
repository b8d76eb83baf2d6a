"""Orders and their papers: what is refused, and that nothing happens then."""

from datetime import timedelta

import pytest
import stories
from django.urls import reverse

from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition, NotAllowed
from orders.ordering.models import OrderPaper
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_edit, order_issue


def test_children_wait_for_the_parent(award, orderer, hub):
    parent, child = award.order, award.order.children.first()
    with pytest.raises(InvalidState):
        order_issue(actor=hub.actor, order=child)
    assert not OrderPaper.objects.exists()
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    order_issue(actor=hub.actor, order=stories.fresh(child))
    assert child.papers.get().revision == 1


def test_the_buyer_completes_the_terms_of_a_draft(award, orderer, hub):
    order, later = award.order, award.order.deliver_on + timedelta(days=3)
    terms = {
        "content": "削って、めっきする",
        "deliver_on": later,
        "inspect_days": 5,
        "pay_months_after": 1,
        "pay_day": 20,
    }
    order_edit(actor=orderer.actor, order=order, **terms)
    kept = stories.fresh(order)
    assert {name: getattr(kept, name) for name in terms} == terms
    with pytest.raises(NotAllowed):
        order_edit(actor=hub.actor, order=kept, content="わたしが決める")
    with pytest.raises(Invalid, match="payment_rule"):
        order_edit(actor=orderer.actor, order=kept, pay_months_after=2, pay_day=31)
    with pytest.raises(Invalid, match="unknown"):
        order_edit(actor=orderer.actor, order=kept, amount_yen=1)
    order_issue(actor=orderer.actor, order=stories.fresh(order))
    with pytest.raises(InvalidState):
        order_edit(actor=orderer.actor, order=stories.fresh(order), content="あとから変える")
    kept = stories.fresh(order)
    assert {name: getattr(kept, name) for name in terms} == terms


def test_the_buyer_cancels_until_the_order_is_taken(award, orderer, hub):
    order_issue(actor=orderer.actor, order=award.order)
    with pytest.raises(NotAllowed):
        order_cancel(actor=hub.actor, order=stories.fresh(award.order), reason="都合")
    with pytest.raises(Invalid, match="reason"):
        order_cancel(actor=orderer.actor, order=stories.fresh(award.order), reason=" ")
    assert stories.fresh(award.order).status == "issued"
    order_cancel(actor=orderer.actor, order=stories.fresh(award.order), reason="図面が変わったため")
    ended = stories.fresh(award.order)
    assert (ended.status, ended.ended_reason) == ("cancelled", "図面が変わったため")


def test_a_taken_order_is_not_cancelled(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    before = stories.counts()
    with pytest.raises(InvalidTransition):
        order_cancel(actor=orderer.actor, order=root, reason="図面が変わったため")
    assert (stories.fresh(root).status, stories.counts()) == (root.status, before)


def test_a_day_that_cannot_be_reckoned_with_is_refused_on_its_page(award, orderer):
    order = award.order
    page = orderer.refused(
        reverse("order_edit", args=[order.public_id]),
        content="削る",
        deliver_on="9999-12-31",
        deliver_to="大田区",
        inspect_days="5",
        closing_day="31",
        pay_months_after="1",
        pay_day="31",
    )
    assert "2000年から2099年までの日付を入れてください。" in page and 'value="9999-12-31"' in page
    assert stories.fresh(order).deliver_on == order.deliver_on
