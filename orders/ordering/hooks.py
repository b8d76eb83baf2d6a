"""What upper packages do in the same transaction when something has happened to an order: they know the ring and the
award, orders do not."""

from collections.abc import Callable
from dataclasses import dataclass

from orders.ordering.models import PurchaseOrder

#: Added in `ready`. Called with the parent order of a ring one of whose facts has changed: bring what follows in line.
recomputations: list[Callable[[PurchaseOrder], None]] = []

#: Added in `ready`. Called with an order that its buyer or its supplier has just ended: what hangs on it ends too.
endings: list[Callable[[PurchaseOrder], None]] = []


def order_changed(order: PurchaseOrder) -> None:
    """A fact of the order was written: its ring is reckoned anew."""
    for recompute in recomputations:
        recompute(order.parent or order)


def order_ended(order: PurchaseOrder) -> None:
    """The order was refused, cancelled or left."""
    for end in endings:
        end(order)


@dataclass(frozen=True)
class Made:
    """Good pieces that have come out of an order so far, there or passed on, and its price for them (yen without tax, rounded
    up)."""

    pieces: int
    amount_yen: int
    is_out: bool  # everything was made and passed on: there is nothing left to end


#: Added in `ready`: says what was made of an order.
makings: list[Callable[[PurchaseOrder], Made]] = []


def made_of(order: PurchaseOrder) -> Made:
    """What was made of the order so far."""
    (reckon,) = makings
    return reckon(order)
