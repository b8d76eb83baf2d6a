"""What is paid is what was stated, each day's receipt by a day of its own."""

from datetime import datetime, timedelta

import pytest
import stories

from marketplace.kernel import sweeping
from marketplace.kernel.calendar import JST
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from marketplace.kernel.models import OutboxEvent
from marketplace.kernel.todos import todos_of
from orders.law.payment_terms import Terms, due_on
from orders.ordering.models import Payment, PaymentDue
from orders.ordering.owed import amount_with_tax
from orders.ordering.pages import order_page
from orders.ordering.services.payments import payment_record
from orders.production.models import HandOver
from orders.production.services.hand_overs import hand_over_announce, hand_over_inspect, hand_over_receive
from orders.production.services.recompute import recompute
from orders.production.services.work import work_report, work_start


def paid(payer, order, yen):
    return payment_record(actor=payer.actor, order=order, amount_yen=yen, paid_on=stories.today())


def test_what_is_paid_is_what_was_stated(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    child = root.children.get(supplier=lathe_shop.organization)
    with pytest.raises(InvalidState):
        paid(hub, child, amount_with_tax(child))
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    child = stories.fresh(child)
    assert child.received_on == stories.today()
    for wrong in (child.amount_yen, amount_with_tax(child) - 660):
        with pytest.raises(Invalid, match="payment"):
            paid(hub, child, wrong)
    with pytest.raises(NotAllowed):
        paid(lathe_shop, child, amount_with_tax(child))
    assert not Payment.objects.exists()
    paid(hub, child, amount_with_tax(child))
    assert stories.fresh(child).status == "closed" and stories.fresh(child).payment_due_on is None
    with pytest.raises(InvalidState):
        paid(hub, child, amount_with_tax(child))
    assert Payment.objects.count() == 1


def delivered(lathe_shop, plating_shop, root, count):
    """Some more of the first step's pieces are made, and received by the next shop."""
    step = root.ring_steps.select_related("root", "order__supplier").get(position=1)
    if step.status == "ready":
        work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=count)
    to = step.dependents.get()
    over = hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=count, to_step=to)
    return hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=count)


def set_back(over, days):
    """It was received so many days ago, at half past midnight in Japan: still the day before by the clock of the server."""
    day = stories.today() - timedelta(days=days)
    at = datetime(day.year, day.month, day.day, 0, 30, tzinfo=JST)
    HandOver.objects.filter(pk=over.pk).update(received_at=at)
    recompute(over.root)
    return day


@pytest.fixture
def half(orderer, hub, lathe_shop, plating_shop):
    """10 of 20 pieces were received 75 days ago; the rest is not made yet."""
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    over = delivered(lathe_shop, plating_shop, root, 10)
    day = set_back(over, 75)
    return root, stories.fresh(root.children.get(supplier=lathe_shop.organization)), day


def test_each_receipt_starts_its_own_sixty_days(half, hub, lathe_shop, plating_shop):
    root, child, day = half
    due = due_on(day, Terms(child.closing_day, child.pay_months_after, child.pay_day))
    assert (child.status, child.received_on, child.payment_due_on) == ("in_progress", day, due)
    assert due <= day + timedelta(days=59) < stories.today()
    todo = next(
        todo for todo in todos_of(hub.actor) if lathe_shop.organization.name in todo.text and "支払い" in todo.text
    )
    assert todo.due.astimezone(JST).date() == due and todo.url.endswith("#pay")
    [row] = order_page(hub.actor, child).dues
    assert row.is_overdue and row.left_yen == amount_with_tax(child) // 2
    assert row.interest_yen == row.left_yen * 146 * 16 // 365_000  # the days from the sixtieth on, today too
    paid(hub, child, row.left_yen)
    child = stories.fresh(child)
    assert (child.status, child.payment_due_on) == ("in_progress", None)
    assert not [todo for todo in todos_of(hub.actor) if todo.url.endswith("#pay")]
    with pytest.raises(InvalidState, match="nothing"):
        paid(hub, child, row.left_yen)
    delivered(lathe_shop, plating_shop, root, 10)
    child = stories.fresh(child)
    assert child.received_on == day and child.payment_due_on > stories.today()
    assert [row.left_yen for row in order_page(hub.actor, child).dues] == [0, amount_with_tax(child) - row.left_yen]


def test_two_receipts_are_paid_at_once_or_the_oldest_first(half, hub, lathe_shop, plating_shop):
    root, child, day = half
    delivered(lathe_shop, plating_shop, root, 5)
    old, new = (due.amount_yen for due in PaymentDue.objects.filter(order=child))
    before = stories.counts()
    for wrong in (new, old - 1, old + new - 660, amount_with_tax(child)):
        with pytest.raises(Invalid, match="amount"):
            paid(hub, child, wrong)
    assert stories.counts() == before
    paid(hub, child, old)
    with pytest.raises(Invalid, match="amount"):
        paid(hub, child, old)
    paid(hub, child, new)
    assert stories.fresh(child).payment_due_on is None and stories.fresh(child).status == "in_progress"


def test_pieces_that_are_refused_are_not_owed_until_they_are_good(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    over, child = delivered(lathe_shop, plating_shop, root, 10), root.children.get(supplier=lathe_shop.organization)
    hand_over_inspect(actor=plating_shop.actor, hand_over=over, rejected=4, description="きず")
    [due] = PaymentDue.objects.filter(order=child)
    assert due.amount_yen == amount_with_tax(child) * 6 // 20


def test_both_sides_are_reminded_once_of_what_is_overdue(half, hub):
    root, child, day = half
    sweeping.sweeps["ordering.overdue"].run()
    sweeping.sweeps["ordering.overdue"].run()
    [event] = OutboxEvent.objects.filter(name="payment_due.overdue")
    assert event.refs == {"order": str(child.public_id)}
    PaymentDue.objects.update(overdue_at=None)
    [due] = PaymentDue.objects.filter(order=child)
    paid(hub, child, due.amount_yen)
    sweeping.sweeps["ordering.overdue"].run()
    assert OutboxEvent.objects.filter(name="payment_due.overdue").count() == 1


def test_nothing_was_paid_before_it_came(half, hub):
    root, child, day = half
    [due] = PaymentDue.objects.filter(order=child)
    for wrong in (day - timedelta(days=1), stories.today() + timedelta(days=1)):
        with pytest.raises(Invalid, match="date"):
            payment_record(actor=hub.actor, order=child, amount_yen=due.amount_yen, paid_on=wrong)
    assert not Payment.objects.exists()
    payment_record(actor=hub.actor, order=child, amount_yen=due.amount_yen, paid_on=day)
