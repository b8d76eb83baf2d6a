"""Random rings, and one as it stands now."""

from random import Random

import stories
from django.db.models import Q

from orders.ordering.models import Payment, PaymentDue, PurchaseOrder
from orders.ordering.states import UNACCEPTED
from orders.production.balance import (
    Output,
    arrived,
    expected,
    following,
    moved,
    usable,
)
from orders.production.models import Discrepancy, HandOver, Nonconformity, WorkOrderStep, WorkReport
from orders.production.states import NONCONFORMITY, TO_TAKE

#: Closing day, months after it, day of payment: 31 is a month's last day.
TERMS = [(31, 1, 31), (20, 1, 20), (31, 1, 10), (15, 1, 10), (10, 0, 31)]


def random_ring(rng: Random, orderer, hub, shops) -> PurchaseOrder:
    """One to eight steps: chains, branches and joins, several steps of one maker, some of the hub's own."""
    quantity, makers = rng.choice([1, 2, 3, 7, 20, 100]), [rng.choice(shops)]
    makers += [rng.choice([hub, *shops, *shops]) for _ in range(min(rng.randint(0, 7), rng.randint(0, 9)))]
    rows = []
    for number, maker in enumerate(makers):
        after = rng.sample(range(1, number + 1), min(number, rng.choice([0, 1, 1, 1, 1, 2, 3])))
        pieces = quantity if rng.random() < 0.85 else rng.randint(1, 2 * quantity)
        rows.append((maker, tuple(sorted(after)), pieces, rng.randint(1, 300_000)))
    root = stories.ring_made(orderer, hub, rows, quantity=quantity, yen=rng.randint(1, 900_000))
    for order in PurchaseOrder.objects.filter(Q(pk=root.pk) | Q(parent=root)).order_by("pk"):
        closing_day, pay_months_after, pay_day = rng.choice(TERMS)
        terms = {"closing_day": closing_day, "pay_months_after": pay_months_after, "pay_day": pay_day}
        PurchaseOrder.objects.filter(pk=order.pk).update(**terms)
    return root


class Now:
    """The rows of a ring as they are now, tied to each other here: nine queries without a join."""

    def __init__(self, root: PurchaseOrder) -> None:
        orders = PurchaseOrder.objects.filter(Q(pk=root.pk) | Q(parent=root)).order_by("pk")
        by_pk = {order.pk: order for order in orders}
        self.orders, self.root = list(by_pk.values()), by_pk[root.pk]
        _tie(Payment.objects.filter(order__in=by_pk), by_pk, "order", "payments")
        _tie(PaymentDue.objects.filter(order__in=by_pk), by_pk, "order", "dues")
        self.steps = list(root.ring_steps.order_by("position"))
        steps = {step.pk: step for step in self.steps}
        for step in self.steps:
            step.root, step.order = self.root, by_pk[step.order_id]
            step._prefetched_objects_cache = {"depends_on": [], "dependents": []}
        links = WorkOrderStep.depends_on.through.objects.filter(from_workorderstep__in=steps)
        for later, earlier in links.order_by("pk").values_list("from_workorderstep_id", "to_workorderstep_id"):
            steps[later]._prefetched_objects_cache["depends_on"].append(steps[earlier])
            steps[earlier]._prefetched_objects_cache["dependents"].append(steps[later])
        self.reported = dict.fromkeys(steps, (0, 0))
        for pk, good, scrap in WorkReport.objects.filter(step__in=steps).values_list("step", "good", "scrap"):
            self.reported[pk] = (self.reported[pk][0] + good, self.reported[pk][1] + scrap)
        self.overs = list(root.hand_overs.exclude(status="cancelled"))
        for over in self.overs:
            over.root, over.from_step, over.to_step = self.root, steps[over.from_step_id], steps.get(over.to_step_id)
        faults = Nonconformity.objects.filter(hand_over__in=self.overs)
        _tie(faults, {over.pk: over for over in self.overs}, "hand_over", "nonconformities")
        self.rows = list(Discrepancy.objects.filter(order__in=by_pk))
        for row in self.rows:
            row.order, row.step = by_pk[row.order_id], steps[row.step_id]

    def said_of(self, order: PurchaseOrder) -> list[Discrepancy]:
        return [row for row in self.rows if row.order_id == order.pk]

    def before(self, step: WorkOrderStep) -> list[int]:
        return [other.pk for other in step.depends_on.all()]

    def limit(self, step: WorkOrderStep) -> int | None:
        """Pieces that the step can still report; None where nothing is handed on to it."""
        come = arrived(step, self.before(step), self.overs)
        return None if come is None else come - step.good - step.scrap

    def targets(self, step: WorkOrderStep) -> list[WorkOrderStep | None]:
        return list(following(step)) or [None]

    def given(self, step: WorkOrderStep, taker: int | None) -> list[HandOver]:
        return [over for over in self.overs if (over.from_step_id, over.to_step_id) == (step.pk, taker)]

    def to(self, step: WorkOrderStep, target: WorkOrderStep | None) -> list[HandOver]:
        return self.given(step, target.pk if target else None)

    def left(self, step: WorkOrderStep, target: WorkOrderStep | None) -> int:
        return step.good - sum(map(moved, self.to(step, target)))

    def lack(self, step: WorkOrderStep) -> int:
        """Pieces that it has to make yet for all who take them to have what they wait for."""
        wanted = expected(Output(step, (None,), 0, None), self.said_of(step.order))
        short = 0
        for target in self.targets(step):
            on_the_way = sum(_counts_on(over) for over in self.to(step, target))
            short = max(short, wanted - on_the_way - max(0, self.left(step, target)))
        return short

    def is_fed(self, step: WorkOrderStep) -> bool:
        """Whether more may come to it without a new agreement."""
        coming = [o for o in self.overs if o.to_step_id == step.pk]
        if any(
            o.status in TO_TAKE or any(f.status in NONCONFORMITY.live for f in o.nonconformities.all()) for o in coming
        ):
            return True
        givers = [other for other in self.steps if other.pk in self.before(step)]
        return any(
            other.status != "done" or self.left(other, step) > 0 and other.order.status in UNACCEPTED
            for other in givers
        )


def _tie(rows, owners: dict, name: str, names: str) -> None:
    """Let each row have its owner, and each owner its rows, without asking again."""
    for owner in owners.values():
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[names] = []
    for row in rows:
        owner = owners[getattr(row, f"{name}_id")]
        setattr(row, name, owner)
        owner._prefetched_objects_cache[names].append(row)


def _counts_on(over: HandOver) -> int:
    """Pieces of a hand-over that are usable, or may still be."""
    open_ones = sum(f.count for f in over.nonconformities.all() if f.status in NONCONFORMITY.live)
    return over.count if over.status == "announced" else usable(over) + open_ones
