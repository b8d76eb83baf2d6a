"""The files of an inquiry are for who has something to do with the work now, and for nobody who has not any more."""

import pytest
import stories
from world import photo_file

from marketplace.inquiries.policies import visible_attachments
from marketplace.inquiries.services.attachments import attachment_add
from marketplace.sourcing.services.quotations import quotation_withdraw
from marketplace.sourcing.services.rfq_answers import rfq_decline, rfq_refer
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_issue, order_refuse
from orders.production.services.replacement import order_replace


@pytest.fixture
def drawing(orderer, hub):
    return attachment_add(actor=orderer.actor, inquiry=stories.posted(orderer), upload=photo_file())


def reads(player, drawing) -> bool:
    return visible_attachments(player.actor).filter(pk=drawing.pk).exists()


@pytest.fixture
def listed(drawing, hub, lathe_shop, rival_lathe_shop, plating_shop):
    """A plan with factories on its list; nobody knows yet."""
    proposal = stories.planned(hub, stories.taken(hub, drawing.inquiry))
    assert reads(hub, drawing)
    for step, shops in zip(
        proposal.steps.filter(is_in_house=False), ([lathe_shop, rival_lathe_shop], [plating_shop]), strict=True
    ):
        stories.rfq_add(actor=hub.actor, step=step, factories=[shop.factory for shop in shops])
    return proposal


@pytest.fixture
def sent(listed, drawing, hub, lathe_shop):
    assert not reads(lathe_shop, drawing)
    return stories.rfqs_send(actor=hub.actor, proposal=listed)


def says_no(shop, proposal):
    rfq_decline(actor=shop.actor, rfq=stories.rfq_of(shop, proposal), reason="full")


def names_another(shop, proposal):
    rfq_refer(actor=shop.actor, rfq=stories.rfq_of(shop, proposal), referral="隣の工場")


def takes_back_and_says_no(shop, proposal):
    quotation_withdraw(actor=shop.actor, quotation=stories.quoted(shop, proposal, total_yen=1_000))
    says_no(shop, proposal)


def says_nothing(shop, proposal):
    stories.opened(proposal)


@pytest.mark.parametrize("ends", [says_no, names_another, takes_back_and_says_no, says_nothing])
def test_who_is_asked_reads_them_until_it_has_said_no_or_came_too_late(ends, sent, drawing, lathe_shop, plating_shop):
    assert reads(lathe_shop, drawing) and reads(plating_shop, drawing)
    ends(lathe_shop, sent)
    assert not reads(lathe_shop, drawing)
    assert reads(plating_shop, drawing) == (ends is not says_nothing)


@pytest.fixture
def root(sent, drawing, orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    """Decided, the lathe shop's quotation was the cheaper one; its order is issued."""
    for shop, yen in ((lathe_shop, 50_000), (rival_lathe_shop, 60_000), (plating_shop, 40_000)):
        stories.quoted(shop, sent, total_yen=yen)
    proposal = stories.submitted(hub, stories.opened(sent))
    assert reads(rival_lathe_shop, drawing), "it can still be chosen"
    root = stories.awarded(orderer, drawing.inquiry, proposal).order
    assert not reads(rival_lathe_shop, drawing) and reads(lathe_shop, drawing)
    order_issue(actor=orderer.actor, order=root)
    order_acknowledge(actor=hub.actor, order=stories.fresh(root))
    order_issue(actor=hub.actor, order=root.children.get(supplier=lathe_shop.organization))
    return stories.fresh(root)


def refuses(hub, shop, order):
    order_refuse(actor=shop.actor, order=order, reason="機械が止まりました")


def is_called_off(hub, shop, order):
    order_cancel(actor=hub.actor, order=order, reason="ほかに頼みます")


@pytest.mark.parametrize("ends", [refuses, is_called_off])
def test_who_takes_the_work_over_reads_them_and_who_gave_it_up_does_not(
    ends, root, drawing, hub, lathe_shop, rival_lathe_shop, plating_shop
):
    order = root.children.get(supplier=lathe_shop.organization)
    ends(hub, lathe_shop, order)
    assert not reads(lathe_shop, drawing) and reads(plating_shop, drawing)
    child = order_replace(
        actor=hub.actor,
        refused=stories.fresh(order),
        factory=rival_lathe_shop.factory,
        amount_yen=60_000,
        deliver_on=order.deliver_on,
    )
    assert not reads(rival_lathe_shop, drawing), "it does not know of the order yet"
    order_issue(actor=hub.actor, order=child)
    assert reads(rival_lathe_shop, drawing) and not reads(lathe_shop, drawing)
