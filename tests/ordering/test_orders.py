"""Orders and their papers: what is refused, and that nothing happens then."""

import pytest
import stories

from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from orders.ordering.models import OrderPaper, Payment
from orders.ordering.services.changes import change_agree, change_propose
from orders.ordering.services.orders import order_acknowledge, order_issue, order_refuse
from orders.ordering.services.payments import amount_with_tax, payment_record


def test_children_wait_for_the_parent(award, orderer, hub):
    parent, child = award.order, award.order.children.first()
    with pytest.raises(InvalidState):
        order_issue(actor=hub.actor, order=child)
    assert not OrderPaper.objects.exists()
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    order_issue(actor=hub.actor, order=stories.fresh(child))
    assert child.papers.get().revision == 1


def test_an_open_change_lapses_with_its_order(award, orderer, hub):
    order_issue(actor=orderer.actor, order=award.order)
    order = stories.fresh(award.order)
    change = change_propose(actor=hub.actor, order=order, reason="めっきの都合", deliver_on=order.deliver_on)
    order_refuse(actor=hub.actor, order=stories.fresh(order), reason="手が足りません")
    assert stories.fresh(change).status == "lapsed"
    with pytest.raises(InvalidState):
        change_agree(actor=orderer.actor, change=stories.fresh(change))
    assert order.papers.count() == 1


def test_what_is_paid_is_what_was_stated(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    child = stories.fresh(root.children.get(supplier=lathe_shop.organization))
    assert child.received_on == stories.today()
    for wrong in (child.amount_yen, amount_with_tax(child) - 660):
        with pytest.raises(Invalid, match="payment"):
            payment_record(actor=hub.actor, order=child, amount_yen=wrong, paid_on=stories.today())
    with pytest.raises(NotAllowed):
        payment_record(actor=lathe_shop.actor, order=child, amount_yen=amount_with_tax(child), paid_on=stories.today())
    assert not Payment.objects.exists()
    payment_record(actor=hub.actor, order=child, amount_yen=amount_with_tax(child), paid_on=stories.today())
    assert stories.fresh(child).status == "closed"


def test_words_do_not_change_an_order_an_agreed_change_does(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    change = change_propose(actor=hub.actor, order=root, reason="材料が上がりました", amount_yen=210_000)
    assert stories.fresh(root).amount_yen == 200_000
    with pytest.raises(NotAllowed):
        change_agree(actor=hub.actor, change=change)
    change_agree(actor=orderer.actor, change=change)
    assert stories.fresh(root).amount_yen == 210_000
    first, second = root.papers.order_by("revision")
    assert second.previous_sha256 == first.sha256
    assert first.body["amount_yen"] == 200_000
