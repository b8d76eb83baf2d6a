"""How many pieces are where: what can be reported, passed on, accepted and paid follows from these counts alone.

A piece is counted once at each hop: ordered, made good or scrapped, announced, received, and then good or not as agreed
(reworked and conceded ones are good again).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.kernel.calendar import jst_date
from marketplace.kernel.present import present
from orders.ordering.hooks import Made
from orders.ordering.models import PurchaseOrder
from orders.production.models import FINAL, Discrepancy, HandOver, WorkOrderStep
from orders.production.states import (
    ARRIVED,
    NONCONFORMITY,
    DiscrepancyStatus,
    HandOverStatus,
    NonconformityStatus,
    WorkStepStatus,
)

_GOOD_AGAIN = (NonconformityStatus.RESOLVED, NonconformityStatus.CONCEDED)


def following(step: WorkOrderStep) -> list[WorkOrderStep]:
    """The steps that its goods go to; none: the orderer."""
    return [s for s in step.dependents.all() if s.status != WorkStepStatus.CANCELLED]


#: The steps that an order's goods leave by, each with the steps of others that take them (None: the orderer).
Outputs = list[tuple[WorkOrderStep, list[int | None]]]


def outputs_of(order: PurchaseOrder, steps: Iterable[WorkOrderStep]) -> Outputs:
    """`steps`: those of its ring. The parent order's goods leave the ring; a factory's leave for whoever comes after it, and
    what its own next step takes has not left."""
    found: Outputs = []
    for step in steps:
        after = following(step)
        if order.is_parent:
            targets: list[int | None] = [] if after else [None]
        elif step.order_id != order.pk:
            continue
        else:
            targets = [s.pk for s in after if s.order_id != order.pk] if after else [None]
        if targets:
            found.append((step, targets))
    return found


def overs_of(root: PurchaseOrder) -> list[HandOver]:
    """The hand-overs of a ring that count, with what was not as agreed. Two queries."""
    overs = HandOver.objects.filter(root=root).exclude(status=HandOverStatus.CANCELLED)
    return list(overs.prefetch_related("nonconformities"))


def moved(over: HandOver) -> int:
    """Pieces that are no longer with who gave them: as counted by who took them, else as announced."""
    return received(over) if over.status in ARRIVED else over.count


def usable(over: HandOver) -> int:
    """Pieces that the receiver can go on with."""
    if over.status == HandOverStatus.RECEIVED:
        return received(over)
    if over.status != HandOverStatus.INSPECTED:
        return 0
    return (over.good or 0) + sum(f.count for f in over.nonconformities.all() if f.status in _GOOD_AGAIN)


def is_judged(over: HandOver) -> bool:
    """Looked at by the receiver, and what was wrong has been decided."""
    open_faults = any(f.status in NONCONFORMITY.live for f in over.nonconformities.all())
    return over.status == HandOverStatus.INSPECTED and not open_faults


@dataclass(frozen=True)
class StepBalance:
    """Where the pieces of one step are. With several steps after it each gets its own: the least of them counts.

    `left`: good and still with the maker. `accepted`: usable where they went. `is_out`: the maker is done, and everything
    good was passed on and counted. `is_judged`: all of that was looked at.
    """

    left: int
    accepted: int
    is_out: bool
    is_judged: bool


def step_balance(step: WorkOrderStep, targets: Iterable[int | None], overs: Iterable[HandOver]) -> StepBalance:
    """`targets`: the steps that take the goods, [None] for the orderer. `overs`: with those of the step among them."""
    taking = list(targets) or [None]
    out = [o for o in overs if o.from_step_id == step.pk and o.to_step_id in taking]
    by_target = [[o for o in out if o.to_step_id == target] for target in taking]
    return StepBalance(
        left=max(0, max(step.good - sum(map(moved, some)) for some in by_target)),
        accepted=min(sum(map(usable, some)) for some in by_target),
        is_out=(
            step.status == WorkStepStatus.DONE
            and all(sum(o.count for o in some) >= step.good for some in by_target)
            and bool(out)
            and all(o.status in ARRIVED for o in out)
        ),
        is_judged=all(map(is_judged, out)),
    )


def arrived(
    step: WorkOrderStep,
    before: Iterable[int],
    overs: Iterable[HandOver],
    count: Callable[[HandOver], int] = usable,
) -> int | None:
    """Pieces that a step can go on with: the least over the steps before it; None when it waits for none. `count`: how
    many of a hand-over."""
    incoming = [o for o in overs if o.to_step_id == step.pk]
    return min((sum(count(o) for o in incoming if o.from_step_id == pk) for pk in before), default=None)


def received(over: HandOver) -> int:
    """Pieces that the receiver has counted, whatever they are like."""
    return over.received_count or 0


def expected(step: WorkOrderStep, agreed: Iterable[Discrepancy]) -> int:
    """Pieces that an order still asks of a step: as planned, or as both sides have agreed since. `agreed`: what was settled
    of this order, the newest last."""
    for row in reversed(list(agreed)):
        if row.step_id == step.pk and row.settled_at is not None and row.outcome in FINAL:
            return row.found
    return step.quantity


def by_the_piece(row: Discrepancy, outputs: Outputs, said: Iterable[Discrepancy]) -> int:
    """The order's amount for the pieces that came (yen, without tax, rounded up in favour of who made them). What its other
    outputs bring is not taken off. `said`: everything found of this order."""
    beside = wanted_of([(step, to) for step, to in outputs if step.pk != row.step_id], list(said))
    step, to = next(((step, to) for step, to in outputs if step.pk == row.step_id), (row.step, [None]))
    found, wanted = (beside + len(to) * max(0, n - step.taken_over) for n in (row.found, row.expected))
    return _part(row.order.amount_yen, found, wanted)


def _part(amount_yen: int, pieces: int, wanted: int) -> int:
    return -(-amount_yen * min(pieces, wanted) // wanted) if wanted else amount_yen


def wanted_of(outputs: Outputs, said: list[Discrepancy]) -> int:
    """Pieces that are to come by these outputs: one that goes to several takers is counted for each, what another maker had
    made before is not."""
    return sum(len(to) * max(0, expected(step, said) - step.taken_over) for step, to in outputs)


def came_of(order: PurchaseOrder, outputs: Outputs, overs: Iterable[HandOver]) -> Counter[date]:
    """The pieces of an order that others have received and not refused, by day of Japan."""
    came = Counter[date]()
    taken = {(step.pk, target) for step, to in outputs for target in to}
    for over in overs:
        if (
            (order.is_parent or over.order_id == order.pk)
            and (over.from_step_id, over.to_step_id) in taken
            and usable(over)
        ):
            came[jst_date(present(over.received_at))] += usable(over)
    return came


def made_of(order: PurchaseOrder) -> Made:
    """What has come out of an order's own work so far. A constant number of queries."""
    root = order.parent or order
    steps = root.ring_steps.prefetch_related("dependents")
    outputs, overs, said = outputs_of(order, steps), overs_of(root), list(order.discrepancies.all())
    good = [(step, to, max(0, step.good - step.taken_over)) for step, to in outputs]
    wanted = wanted_of(outputs, said)
    made = sum(len(to) * min(n, max(0, expected(step, said) - step.taken_over)) for step, to, n in good)
    return Made(
        pieces=min((n for _, _, n in good), default=0),
        amount_yen=_part(order.amount_yen, made, wanted) if wanted else 0,
        is_out=bool(outputs) and all(step_balance(step, to, overs).is_out for step, to in outputs),
    )


def stands(row: Discrepancy, today: date) -> bool:
    """Whether what is proposed holds without an answer: the supplier's word does where it asks for no more than the order
    says, the buyer's never."""
    return (
        row.status == DiscrepancyStatus.PROPOSED
        and row.proposed_by_id == row.order.supplier_id
        and (row.amount_yen is None or row.amount_yen <= row.order.amount_yen)
        and (row.deliver_on is None or row.deliver_on >= today)
    )
