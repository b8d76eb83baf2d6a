"""Orders and their papers: what is refused, and that nothing happens then."""

import uuid

import pytest
import stories
from django.urls import reverse

from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from orders.awards.services import award_cancel
from orders.ordering.models import OrderPaper, Payment, PurchaseOrder
from orders.ordering.services.changes import change_agree, change_propose
from orders.ordering.services.orders import order_acknowledge, order_issue, order_refuse
from orders.ordering.services.payments import amount_with_tax, payment_record
from orders.papers.statement.paper import STATEMENT
from orders.papers.typesetting import typeset
from orders.production.services.hand_overs import hand_over_announce
from orders.production.services.replacement import order_replace
from orders.production.services.work import work_report, work_start


@pytest.fixture
def award(orderer, hub, lathe_shop, plating_shop):
    inquiry, proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    return stories.awarded(orderer, inquiry, proposal)


def test_children_wait_for_the_parent(award, orderer, hub):
    parent, child = award.order, award.order.children.first()
    with pytest.raises(InvalidState):
        order_issue(actor=hub.actor, order=child)
    assert not OrderPaper.objects.exists()
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    order_issue(actor=hub.actor, order=stories.fresh(child))
    assert child.papers.get().revision == 1


@pytest.mark.parametrize("item", STATEMENT.required)
def test_no_order_without_every_item_of_its_statement(item, award, orderer):
    parent = award.order
    body = STATEMENT.body(parent, stories.today())
    assert STATEMENT.missing(body) == []
    assert STATEMENT.missing({**body, item: ""}) == [STATEMENT.required[item]]


def test_an_empty_item_stops_the_issue(award, orderer):
    parent = award.order
    PurchaseOrder.objects.filter(pk=parent.pk).update(deliver_to=" ")
    before = stories.counts()
    with pytest.raises(Invalid, match="statement"):
        order_issue(actor=orderer.actor, order=stories.fresh(parent))
    assert stories.counts() == before
    assert stories.fresh(parent).status == "draft"


def test_the_paper_prints_words_as_words(award):
    body = {**STATEMENT.body(award.order, stories.today()), "revision": 1, "changes_sha256": ""}
    pdf = typeset(STATEMENT, {**body, "content": "#evil[$x$] *太字* @ref <a> φ20 髙﨑 ①"})
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 10_000


def test_a_refusing_factory_is_replaced(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    child = stories.refused(orderer, hub, lathe_shop, plating_shop)
    parent = child.parent
    step = parent.ring_steps.get(position=1).process_step
    assert (step.status, step.quotations.get().status) == ("open", "withdrawn")
    assert stories.fresh(parent).status == "acknowledged"
    again = order_replace(
        actor=hub.actor,
        refused=stories.fresh(child),
        factory=rival_lathe_shop.factory,
        amount_yen=110_000,
        deliver_on=child.deliver_on,
    )
    assert parent.ring_steps.get(position=1).order == again
    assert stories.fresh(step).status == "filled"
    assert child.is_replaced
    with pytest.raises(InvalidState):
        order_replace(
            actor=hub.actor,
            refused=stories.fresh(child),
            factory=rival_lathe_shop.factory,
            amount_yen=110_000,
            deliver_on=child.deliver_on,
        )
    assert parent.children.filter(replaces=child).count() == 1


def test_an_open_change_lapses_with_its_order(award, orderer, hub):
    order_issue(actor=orderer.actor, order=award.order)
    order = stories.fresh(award.order)
    change = change_propose(actor=hub.actor, order=order, reason="めっきの都合", deliver_on=order.deliver_on)
    order_refuse(actor=hub.actor, order=stories.fresh(order), reason="手が足りません")
    assert stories.fresh(change).status == "lapsed"
    with pytest.raises(InvalidState):
        change_agree(actor=orderer.actor, change=stories.fresh(change))
    assert order.papers.count() == 1


def test_the_page_of_a_replacement(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    child = stories.refused(orderer, hub, lathe_shop, plating_shop)
    address = reverse("order_replace", args=[child.public_id])
    browser = hub.browser()
    assert address in browser.get(reverse("order", args=[child.public_id])).content.decode()
    page = browser.get(address)
    assert list(page.context["page"].form.fields["factory"].queryset) == [rival_lathe_shop.factory]
    entered = {
        "acting": str(hub.organization.public_id),
        "idempotency_key": str(uuid.uuid4()),
        "factory": str(rival_lathe_shop.factory.public_id),
        "deliver_on": child.deliver_on.isoformat(),
    }
    refused = browser.post(address, {**entered, "amount_yen": "百"})
    assert refused.status_code == 400
    assert 'value="百"' in refused.content.decode(), "what was typed is kept"
    assert not child.is_replaced
    done = browser.post(address, {**entered, "amount_yen": "110,000"})
    assert done.status_code == 302
    assert child.parent.children.get(replaces=child).amount_yen == 110_000
    after = browser.get(reverse("order", args=[child.public_id])).content.decode()
    assert address not in after
    assert browser.get(address).status_code == 404


def test_a_refusing_hub_undoes_the_award(award, orderer, hub):
    parent = award.order
    order_issue(actor=orderer.actor, order=parent)
    order_refuse(actor=hub.actor, order=stories.fresh(parent), reason="手が足りません")
    assert stories.fresh(award).status == "cancelled"
    assert stories.fresh(award.inquiry).status == "evaluating"
    assert set(award.order.children.values_list("status", flat=True)) == {"void"}


def test_an_award_is_undone_only_while_every_order_is_a_draft(award, orderer, hub):
    award_cancel(actor=orderer.actor, award=award, reason="選び直します")
    assert stories.fresh(award.inquiry).status == "evaluating"
    assert stories.fresh(award.proposal).status == "submitted"


def test_an_issued_order_keeps_the_award(award, orderer):
    order_issue(actor=orderer.actor, order=award.order)
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
    work_start(actor=plating_shop.actor, step=step)
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
    first, second = root.papers.order_by("revision")
    assert second.previous_sha256 == first.sha256
    assert first.body["amount_yen"] == 200_000
