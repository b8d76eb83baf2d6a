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
from orders.ordering.states import TAKEN, UNACCEPTED, OrderStatus
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


@dataclass(frozen=True)
class Output:
    """A step that an order's goods leave by, with the steps of others that take them (None: the orderer). `before`: pieces that
    another maker had made of it before; `order_id`: whose hand-overs count, None for the parent order: everybody's."""

    step: WorkOrderStep
    targets: tuple[int | None, ...]
    before: int
    order_id: int | None

    def own(self, pieces: int) -> int:
        """Of so many pieces of the step those of the order's own work."""
        return max(0, pieces - self.before)


def outputs_of(order: PurchaseOrder, steps: Iterable[WorkOrderStep]) -> list[Output]:
    """`steps`: those of its ring. The parent order's goods leave the ring; a factory's leave for whoever comes after it, and
    what its own next step takes has not left."""
    found = []
    for step in steps:
        after = following(step)
        if order.is_parent:
            targets: tuple[int | None, ...] = () if after else (None,)
        elif step.order_id != order.pk:
            continue
        else:
            targets = tuple(s.pk for s in after if s.order_id != order.pk) if after else (None,)
        if targets:
            is_whole = order.is_parent
            found.append(Output(step, targets, 0 if is_whole else step.taken_over, None if is_whole else order.pk))
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
            and all(max(sum(o.count for o in some), sum(map(moved, some))) >= step.good for some in by_target)
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


def expected(output: Output, agreed: Iterable[Discrepancy]) -> int:
    """Pieces of its own work that an order still asks of a step: as planned, or as both sides have agreed since. `agreed`: what
    was settled of this order, the newest last."""
    for row in reversed(list(agreed)):
        if row.step_id == output.step.pk and row.settled_at is not None and row.outcome in FINAL:
            return row.found
    return output.own(output.step.quantity)


def by_the_piece(row: Discrepancy, outputs: Iterable[Output], said: Iterable[Discrepancy]) -> int:
    """The order's amount for the pieces that came (yen, without tax, rounded up in favour of who made them). What its other
    outputs bring is not taken off. `said`: everything found of this order."""
    outputs = list(outputs)
    beside = wanted_of([output for output in outputs if output.step.pk != row.step_id], list(said))
    times = next((len(output.targets) for output in outputs if output.step.pk == row.step_id), 1)
    return _part(row.order.amount_yen, beside + times * row.found, beside + times * row.expected)


def _part(amount_yen: int, pieces: int, wanted: int) -> int:
    return -(-amount_yen * min(pieces, wanted) // wanted) if wanted else amount_yen


def wanted_of(outputs: Iterable[Output], said: list[Discrepancy]) -> int:
    """Pieces of an order's own work that are to come by these outputs: one that goes to several takers is counted for each."""
    return sum(len(output.targets) * expected(output, said) for output in outputs)


def own_overs(output: Output, target: int | None, overs: Iterable[HandOver]) -> list[tuple[HandOver, int]]:
    """The hand-overs of an order's own goods by an output to one taker, the first received first, each with the usable pieces
    of its own work. What another maker had made before, and left with this one, is passed on first; what is bad in a
    hand-over of both is taken as theirs."""
    out = [o for o in overs if o.from_step_id == output.step.pk and o.to_step_id == target]
    own = [o for o in out if output.order_id is None or o.order_id == output.order_id]
    theirs = max(0, output.before - sum(moved(o) for o in out if o not in own))
    found = []
    for over in sorted((o for o in own if o.received_at), key=lambda o: present(o.received_at)):
        first = min(theirs, moved(over))
        theirs -= first
        found.append((over, min(usable(over), moved(over) - first)))
    return found


def came_of(outputs: Iterable[Output], overs: list[HandOver], said: list[Discrepancy]) -> Counter[date]:
    """The pieces of an order's own work that others have received and not refused, by day of Japan, as far as they are wanted:
    a surplus of one step pays for no other one."""
    came = Counter[date]()
    for output in outputs:
        for target in output.targets:
            room = expected(output, said)
            for over, own in own_overs(output, target, overs):
                came[jst_date(present(over.received_at))] += min(own, room)
                room -= min(own, room)
    return +came


def accepted_of(output: Output, overs: list[HandOver]) -> int:
    """Pieces of an order's own work that are usable where they went; with several takers the least of them counts."""
    return min(sum(own for _, own in own_overs(output, target, overs)) for target in output.targets)


def made_of(order: PurchaseOrder) -> Made:
    """What has come out of an order's own work so far: of the parent order what left the ring, and no less than what its
    factories have made."""
    root = order.parent or order
    outputs = outputs_of(order, root.ring_steps.prefetch_related("dependents"))
    overs, said = overs_of(root), list(order.discrepancies.all())
    wanted = wanted_of(outputs, said)
    made = sum(len(o.targets) * min(o.own(o.step.good), expected(o, said)) for o in outputs)
    amount = _part(order.amount_yen, made, wanted) if wanted else 0
    if order.is_parent:
        amount = max(amount, min(order.amount_yen, _made_below(order)))
    return Made(
        pieces=min((output.own(output.step.good) for output in outputs), default=0),
        amount_yen=amount,
        is_out=bool(outputs) and all(step_balance(o.step, o.targets, overs).is_out for o in outputs),
    )


def _made_below(order: PurchaseOrder) -> int:
    """Yen (without tax) that the factories' work so far costs the hub."""
    children = order.children.filter(status__in=(*TAKEN, OrderStatus.LEFT))
    return sum(made_of(child).amount_yen if child.status in UNACCEPTED else child.amount_yen for child in children)


def stands(row: Discrepancy, today: date) -> bool:
    """Whether what is proposed holds without an answer: the supplier's word does where it asks for no more than the order
    says, the buyer's never."""
    return (
        row.status == DiscrepancyStatus.PROPOSED
        and row.proposed_by_id == row.order.supplier_id
        and (row.amount_yen is None or row.amount_yen <= row.order.amount_yen)
        and (row.deliver_on is None or row.deliver_on >= today)
    )
