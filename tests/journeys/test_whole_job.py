"""The job by services alone: from the idea to the last payment, and the invariants that hold at the end."""

import stories

from marketplace.kernel import outbox, relay
from marketplace.kernel.models import AuditEntry, OutboxEvent
from messaging.notifications.models import Notice
from orders.ordering.models import PurchaseOrder
from orders.ordering.owed import amount_with_tax
from orders.ordering.services.payments import payment_record
from orders.ordering.services.ratings import rating_give
from orders.production.services.recompute import recompute


def finished(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    stories.passed_on(hub, stories.worked(plating_shop, root, 2, good=20))
    stories.passed_on(orderer, stories.worked(hub, root, 3, good=20))
    for order, payer in [(o, hub) for o in root.children.all()] + [(root, orderer)]:
        order = stories.fresh(order)
        assert order.status == "accepted"
        payment_record(actor=payer.actor, order=order, amount_yen=amount_with_tax(order), paid_on=stories.today())
        rating_give(actor=payer.actor, order=stories.fresh(order), quality=5, delivery=4, cost=4)
    relay.relay_due()
    return stories.fresh(root)


def test_from_the_idea_to_the_last_payment(orderer, hub, lathe_shop, plating_shop):
    root = finished(orderer, hub, lathe_shop, plating_shop)
    assert set(PurchaseOrder.objects.values_list("status", flat=True)) == {"closed"}
    assert root.award.inquiry.status == "completed"
    before = AuditEntry.objects.count()
    recompute(root)
    assert AuditEntry.objects.count() == before, "recompute of a finished ring changes nothing"
    assert not OutboxEvent.objects.exclude(status="done").exists()
    assert all(outbox.is_answered(name) for name in OutboxEvent.objects.values_list("name", flat=True).distinct())


def test_every_link_that_was_told_opens(orderer, hub, lathe_shop, plating_shop):
    finished(orderer, hub, lathe_shop, plating_shop)
    for player in (orderer, hub, lathe_shop, plating_shop):
        browser, notices = player.browser(), Notice.objects.filter(user=player.user)
        assert len(notices) > 5
        for notice in notices:
            assert notice.url, notice.text
            assert browser.get(notice.url, follow=True).status_code == 200, notice.text


def test_dates_never_run_backwards(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    inquiry = root.award.inquiry
    proposal = root.award.proposal
    assert inquiry.posted_at <= proposal.answered_at <= proposal.quotations_opened_at <= root.award.decided_at
    assert root.award.decided_at <= root.issued_at <= root.acknowledged_at


def test_the_order_total_is_the_accepted_quotations_and_the_margin(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    assert {c.amount_yen for c in root.children.all()} == {104_000, 54_000}
    cost = 104_000 + 54_000 + 18_000
    assert root.amount_yen == root.award.proposal.total_yen == 200_000
    assert root.amount_yen * 88 // 100 == cost
