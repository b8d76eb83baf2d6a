"""What is to be paid, and by when, follows from what was received. Kept up by whoever knows the goods."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from marketplace.kernel.actors import system
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.transitions import record
from orders.law.payment_terms import Terms, due_on
from orders.ordering.models import PaymentDue, PurchaseOrder
from orders.ordering.owed import amount_with_tax, open_dues, paid_of, shares


def dues_follow(
    order: PurchaseOrder, rows: list[PaymentDue], pieces: Mapping[date, int], wanted: int, paid_yen: int
) -> None:
    """Bring the payments due of an order in line with the pieces received on each day, of all that are `wanted`, and its
    days with them. `rows`: the dues so far; `paid_yen`: what was paid so far. Call in the transaction that locked the
    order."""
    terms = Terms(order.closing_day, order.pay_months_after, order.pay_day)
    gone, kept = {row.received_on: row for row in rows}, []
    for day, yen in shares(amount_with_tax(order), pieces, wanted).items():
        row = gone.pop(day, None) or PaymentDue(order=order, received_on=day, due_on=due_on(day, terms), amount_yen=0)
        if row.amount_yen != yen:
            row.amount_yen = yen
            row.save()
        kept.append(row)
    PaymentDue.objects.filter(pk__in=[old.pk for old in gone.values()]).delete()
    due_day_follow(order, kept, paid_yen)


def due_day_follow(order: PurchaseOrder, rows: list[PaymentDue], paid_yen: int) -> None:
    """The order's days follow from its dues and from what was paid."""
    unpaid = open_dues(rows, paid_yen)
    days = {
        "received_on": min((row.received_on for row in rows), default=None),
        "payment_due_on": min((one.due.due_on for one in unpaid), default=None),
    }
    if any(getattr(order, name) != new for name, new in days.items()):
        PurchaseOrder.objects.filter(pk=order.pk).update(**days)
        for name, new in days.items():
            setattr(order, name, new)


def overdue() -> QuerySet[PurchaseOrder]:
    """Orders of which something should have been paid before today, and nobody was reminded of it yet."""
    late = PaymentDue.objects.filter(due_on__lt=jst_date(db_now()), overdue_at=None)
    return PurchaseOrder.objects.filter(payment_due_on__lt=jst_date(db_now()), dues__in=late).distinct()


@transaction.atomic
def overdue_remind(order: PurchaseOrder) -> None:
    """Both sides are reminded once of each day that has passed without payment."""
    order = PurchaseOrder.objects.select_for_update().get(pk=order.pk)
    today = jst_date(db_now())
    unpaid = open_dues(order.dues.all(), paid_of(order.payments.all()))
    late = [one.due for one in unpaid if one.is_overdue(today) and one.due.overdue_at is None]
    for due in late:
        PaymentDue.objects.filter(pk=due.pk).update(overdue_at=ClockTimestamp())
        record("payment_due.overdue", due, system("clock"), refs={"order": str(order.public_id)})
