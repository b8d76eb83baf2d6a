"""Orders and their papers: what is refused, and that nothing happens then."""

import pytest
import stories

from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from orders.models import Order, Payment, Statement
from orders.papers.statement import REQUIRED, missing_items, statement_body, statement_pdf
from orders.services.awards import award_cancel
from orders.services.changes import change_agree, change_propose
from orders.services.orders import (
    amount_with_tax,
    order_acknowledge,
    order_issue,
    order_refuse,
    order_replace,
    payment_record,
)
from orders.services.work import hand_over_announce, step_start, work_report


@pytest.fixture
def award(orderer, hub, lathe_shop, plating_shop):
    inquiry, proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    return stories.awarded(orderer, inquiry, proposal)


def test_children_wait_for_the_parent(award, orderer, hub):
    parent, child = award.orders.get(parent=None), award.orders.filter(parent__isnull=False).first()
    with pytest.raises(InvalidState):
        order_issue(actor=hub.actor, order=child)
    assert not Statement.objects.exists()
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    assert order_issue(actor=hub.actor, order=stories.fresh(child)).revision == 1


@pytest.mark.parametrize("item", REQUIRED)
def test_no_order_without_every_item_of_its_statement(item, award, orderer):
    parent = award.orders.get(parent=None)
    body = statement_body(parent, ordered_on=stories.today())
    assert missing_items(body) == []
    assert missing_items({**body, item: ""}) == [REQUIRED[item]]


def test_an_empty_item_stops_the_issue(award, orderer):
    parent = award.orders.get(parent=None)
    Order.objects.filter(pk=parent.pk).update(deliver_to=" ")
    before = stories.counts()
    with pytest.raises(Invalid, match="statement"):
        order_issue(actor=orderer.actor, order=stories.fresh(parent))
    assert stories.counts() == before
    assert stories.fresh(parent).status == "draft"


def test_the_paper_prints_words_as_words(award):
    body = statement_body(award.orders.get(parent=None), ordered_on=stories.today())
    pdf = statement_pdf({**body, "content": "#evil[$x$] *太字* @ref <a> φ20 髙﨑 ①"})
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 10_000


def test_a_refusing_factory_is_replaced(award, orderer, hub, lathe_shop, rival_lathe_shop):
    parent = award.orders.get(parent=None)
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    child = parent.children.get(supplier=lathe_shop.organization)
    order_issue(actor=hub.actor, order=child)
    order_refuse(actor=lathe_shop.actor, order=stories.fresh(child), reason="機械が止まりました")
    slot = parent.ring_steps.get(position=1).slot
    assert (slot.status, slot.quotes.get().status) == ("open", "withdrawn")
    assert stories.fresh(parent).status == "acknowledged"
    again = order_replace(
        actor=hub.actor,
        refused=stories.fresh(child),
        factory=rival_lathe_shop.factory,
        amount_yen=110_000,
        deliver_on=child.deliver_on,
    )
    assert parent.ring_steps.get(position=1).order == again
    assert stories.fresh(slot).status == "filled"


def test_a_refusing_hub_undoes_the_award(award, orderer, hub):
    parent = award.orders.get(parent=None)
    order_issue(actor=orderer.actor, order=parent)
    order_refuse(actor=hub.actor, order=stories.fresh(parent), reason="手が足りません")
    assert stories.fresh(award).status == "cancelled"
    assert stories.fresh(award.inquiry).status == "evaluating"
    assert set(award.orders.filter(parent__isnull=False).values_list("status", flat=True)) == {"void"}


def test_an_award_is_undone_only_while_every_order_is_a_draft(award, orderer, hub):
    award_cancel(actor=orderer.actor, award=award, reason="選び直します")
    assert stories.fresh(award.inquiry).status == "evaluating"
    assert stories.fresh(award.proposal).status == "submitted"


def test_an_issued_order_keeps_the_award(award, orderer):
    order_issue(actor=orderer.actor, order=award.orders.get(parent=None))
    with pytest.raises(InvalidState):
        award_cancel(actor=orderer.actor, award=award, reason="選び直します")
    assert stories.fresh(award).status == "decided"


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


def test_more_pieces_than_there_are_cannot_be_reported_or_handed_over(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    over = stories.worked(lathe_shop, root, 1, good=18, scrap=2)
    stories.passed_on(plating_shop, over)
    step = root.ring_steps.get(position=2)
    step_start(actor=plating_shop.actor, step=step)
    with pytest.raises(Invalid, match="too_many"):
        work_report(actor=plating_shop.actor, step=stories.fresh(step), good=19)
    work_report(actor=plating_shop.actor, step=stories.fresh(step), good=17, scrap=1)
    following = stories.fresh(step).dependents.get()
    with pytest.raises(Invalid, match="count"):
        hand_over_announce(actor=plating_shop.actor, step=stories.fresh(step), count=18, to_step=following)
    hand_over_announce(actor=plating_shop.actor, step=stories.fresh(step), count=17, to_step=following)


def test_words_do_not_change_an_order_an_agreed_change_does(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    change = change_propose(actor=hub.actor, order=root, reason="材料が上がりました", amount_yen=210_000)
    assert stories.fresh(root).amount_yen == 200_000
    with pytest.raises(NotAllowed):
        change_agree(actor=hub.actor, change=change)
    change_agree(actor=orderer.actor, change=change)
    assert stories.fresh(root).amount_yen == 210_000
    first, second = root.statements.order_by("revision")
    assert second.previous_sha256 == first.sha256
    assert first.body["amount_yen"] == 200_000
