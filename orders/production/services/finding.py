"""Finding that other counts came out of an order than were ordered. Called by `recompute` alone."""

from collections.abc import Sequence
from datetime import timedelta

from marketplace.kernel.actors import system
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.transitions import apply, start
from orders.ordering.models import PurchaseOrder
from orders.production.balance import Output, expected
from orders.production.models import Discrepancy, DiscrepancyOutcome
from orders.production.services.ring import ring_ref
from orders.production.states import DISCREPANCY, DiscrepancyStatus

#: Days that both sides have to agree; then the default holds.
DAYS = 7


def discrepancy_look(
    order: PurchaseOrder, output: Output, said: Sequence[Discrepancy], accepted: int, *, is_judged: bool
) -> tuple[bool, bool]:
    """Bring the discrepancy of one step of an order in line with its counts. `said`: those of the order so far, the newest
    last. `is_judged`: everything has come out and was looked at.

    Gives whether the counts are as ordered or agreed, and whether the rest is still waited for, as agreed.
    """
    by, step = system("recompute"), output.step
    refs = ring_ref(step.root)
    rows = [row for row in said if row.step_id == step.pk and row.status in DISCREPANCY.live]
    row = rows[-1] if rows and (not rows[-1].settled_at or rows[-1].outcome == DiscrepancyOutcome.FOLLOW) else None
    wanted = expected(output, said)
    if not is_judged:
        return False, row is not None and row.status == DiscrepancyStatus.SETTLED
    if accepted == wanted:
        if row is not None:
            apply(DISCREPANCY, row, "close", by, refs=refs, found=accepted)
        return True, False
    if row is None:
        row = Discrepancy.objects.create(
            order=order, step=step, expected=wanted, found=accepted, settle_by=db_now() + timedelta(days=DAYS)
        )
        start(DISCREPANCY, row, by, "find", refs=refs)
        return False, False
    if row.found != accepted:
        until = db_now() + timedelta(days=DAYS)
        facts = {
            "found": accepted,
            "expected": wanted,
            "found_at": ClockTimestamp(),
            "settle_by": until,
            "settled_at": None,
            "outcome": "",
        }
        apply(
            DISCREPANCY, row, "find_again", by, refs=refs, proposed_by=None, amount_yen=None, deliver_on=None, **facts
        )
        return False, False
    return False, row.status == DiscrepancyStatus.SETTLED
