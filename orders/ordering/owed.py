"""What is owed and paid of an order: pure arithmetic over its rows. Yen with tax."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.kernel.money import tax
from orders.law.payment_terms import late_interest
from orders.ordering.models import Payment, PaymentDue, PurchaseOrder, Termination


def with_tax(amount_yen: int, order: PurchaseOrder) -> int:
    """An amount of the order and consumption tax, rounded down once."""
    return amount_yen + tax(amount_yen, order.tax_percent)


def amount_with_tax(order: PurchaseOrder) -> int:
    """What is paid of the whole order: the stated amount and consumption tax."""
    return with_tax(order.amount_yen, order)


def shares(total_yen: int, pieces: Mapping[date, int], wanted: int) -> dict[date, int]:
    """The part of a total that each day of receipt makes owed: by the pieces that came until then, of all that are wanted,
    rounded down; with the last of them it is the total. What comes beyond is not owed."""
    found: dict[date, int] = {}
    came = so_far = 0
    for day in sorted(pieces):
        came += pieces[day]
        until = total_yen if came >= wanted else total_yen * came // wanted
        if until > so_far:
            found[day] = until - so_far
            so_far = until
    return found


@dataclass(frozen=True)
class OpenDue:
    """What is left to pay of one day's receipt."""

    due: PaymentDue
    left_yen: int

    def is_overdue(self, today: date) -> bool:
        return self.due.due_on < today

    def interest_yen(self, today: date) -> int:
        """What the law adds for each day after the sixtieth (取適法6条), were it paid today."""
        return late_interest(self.left_yen, self.due.received_on, today)


def open_dues(dues: Iterable[PaymentDue], paid_yen: int) -> list[OpenDue]:
    """The dues that are not fully paid, the oldest receipt first: what is paid covers the oldest."""
    found = []
    for due in sorted(dues, key=lambda due: due.received_on):
        covered = min(paid_yen, due.amount_yen)
        paid_yen -= covered
        if covered < due.amount_yen:
            found.append(OpenDue(due, due.amount_yen - covered))
    return found


def paid_of(payments: Iterable[Payment]) -> int:
    return sum(payment.amount_yen for payment in payments)


def payable(dues: Iterable[OpenDue]) -> list[int]:
    """The sums that can be paid now: the oldest receipt, the two oldest, and so on to everything that is owed."""
    sums: list[int] = []
    for one in dues:
        sums.append(one.left_yen + (sums[-1] if sums else 0))
    return sums


def without_answer(row: Termination, made_yen: int, paid_yen: int) -> int:
    """What an order that ends half-way costs (yen, without tax) when nobody answers: the pieces that were made. The supplier's
    last word stands where the buyer wanted the end, as far as the order goes, and where it is less. What was paid stays
    paid."""
    order, amount = row.order, min(made_yen, row.order.amount_yen)
    if row.proposed_by_id == order.supplier_id:
        is_bound = row.wanted_by_id == order.supplier_id
        amount = min(row.amount_yen, amount if is_bound else order.amount_yen)
    return max(amount, covering(paid_yen, order))


def covering(paid_yen: int, order: PurchaseOrder) -> int:
    """The least amount (yen, without tax) that with tax is no less than what was paid."""
    amount = paid_yen * 100 // (100 + order.tax_percent)
    return next(n for n in range(amount, amount + 3) if with_tax(n, order) >= paid_yen)
