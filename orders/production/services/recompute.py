"""An order's overall status follows from its facts: what was made, received, inspected and paid.

`recompute` moves the orders of a ring as SYSTEM until nothing changes; facts are never overwritten. It may be called at
any time, any number of times.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marketplace.kernel.actors import system
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply
from orders.law.payment_terms import Terms, due_on
from orders.ordering.models import Payment, PurchaseOrder
from orders.ordering.states import ORDER, PAYABLE, WORKING, OrderStatus
from orders.production.models import HandOver, Nonconformity, WorkOrderStep
from orders.production.states import (
    ARRIVED,
    BEGUN,
    NONCONFORMITY,
    NOT_BEGUN,
    WORK_STEP,
    HandOverStatus,
    WorkStepStatus,
)


@dataclass
class _Facts:
    """What the rows say of one order."""

    has_begun: bool
    all_received: bool
    all_accepted: bool
    is_paid: bool
    first_received: datetime | None = None


def recompute(root: PurchaseOrder) -> None:
    """Bring the steps and orders of one ring in line with the facts. Locks the ring's orders, parent first."""
    with transaction.atomic():
        root = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("proposal__inquiry").get(pk=root.pk)
        for _ in range(20):  # each order moves at most along its own table; twenty rounds are far more than enough
            orders = [root, *PurchaseOrder.objects.select_for_update().filter(parent=root).order_by("pk")]
            if not (_settle_steps(root) | _settle_orders(root, orders)):
                return
            root.refresh_from_db()


def _settle_steps(root: PurchaseOrder) -> bool:
    """Waiting steps become ready when something has arrived from each step before, and back when it was taken back."""
    moved = False
    arrived = set(
        HandOver.objects.filter(root=root, status__in=ARRIVED, received_count__gt=0).values_list(
            "from_step_id", "to_step_id"
        )
    )
    steps = root.ring_steps.select_related("order").prefetch_related("depends_on")
    for step in steps.filter(status__in=NOT_BEGUN):
        is_live = step.order.status in WORKING
        is_ready = is_live and all((before.pk, step.pk) in arrived for before in step.depends_on.all())
        if is_ready and step.status == WorkStepStatus.WAITING:
            apply(WORK_STEP, step, "make_ready", system("recompute"))
            moved = True
        elif not is_ready and step.status == WorkStepStatus.READY:
            apply(WORK_STEP, step, "make_wait", system("recompute"))
            moved = True
    return moved


def _settle_orders(root: PurchaseOrder, orders: list[PurchaseOrder]) -> bool:
    facts = _facts_of(root, orders)
    moved = False
    for order in reversed(orders):  # children first: the parent follows from them
        if order.status in WORKING and (move := _next_move(order, facts[order.pk])):
            _apply(order, move, facts[order.pk])
            moved = True
    return moved


def _next_move(order: PurchaseOrder, facts: _Facts) -> str | None:
    if order.status in PAYABLE and not facts.all_received:
        return "reopen"
    if order.status == OrderStatus.ACCEPTED:
        return "close" if facts.is_paid else (None if facts.all_accepted else "reopen")
    if order.status == OrderStatus.ACKNOWLEDGED:
        return "start" if facts.has_begun else None
    if order.status == OrderStatus.IN_PROGRESS:
        return "deliver" if facts.all_received else None
    return "accept" if facts.all_accepted else None


def _apply(order: PurchaseOrder, move: str, facts: _Facts) -> None:
    actor = system("recompute")
    if move == "deliver" and order.received_on is None:
        received_on = jst_date(present(facts.first_received))
        terms = Terms(order.closing_day, order.pay_months_after, order.pay_day)
        apply(ORDER, order, move, actor, received_on=received_on, payment_due_on=due_on(received_on, terms))
    elif move == "accept":
        apply(ORDER, order, move, actor, accepted_on=jst_date(db_now()))
    else:
        apply(ORDER, order, move, actor)


def _facts_of(root: PurchaseOrder, orders: list[PurchaseOrder]) -> dict[int, _Facts]:
    """The facts of every order of the ring, from four queries."""
    steps = list(root.ring_steps.exclude(status=WorkStepStatus.CANCELLED).prefetch_related("dependents"))
    overs = list(HandOver.objects.filter(root=root).exclude(status=HandOverStatus.CANCELLED))
    open_faults = set(
        Nonconformity.objects.filter(hand_over__root=root, status__in=NONCONFORMITY.live).values_list(
            "hand_over_id", flat=True
        )
    )
    paid = set(Payment.objects.filter(order__in=orders).values_list("order_id", flat=True))
    facts = {}
    for order in orders:
        mine = steps if order.is_parent else [s for s in steps if s.order_id == order.pk]
        last = [s for s in mine if not s.dependents.all()] if order.is_parent else mine
        out = [h for h in overs if h.from_step_id in {s.pk for s in last}]
        facts[order.pk] = _Facts(
            has_begun=any(s.status in BEGUN for s in mine),
            all_received=bool(mine)
            and all(s.status == WorkStepStatus.DONE for s in mine)
            and all(_received_from(s, out) >= s.good > 0 for s in last),
            all_accepted=bool(out)
            and all(h.status == HandOverStatus.INSPECTED and h.pk not in open_faults for h in out),
            is_paid=order.pk in paid,
            first_received=min((h.received_at for h in out if h.received_at), default=None),
        )
    return facts


def _received_from(step: WorkOrderStep, overs: list[HandOver]) -> int:
    return sum(
        h.received_count or 0 for h in overs if h.from_step_id == step.pk and h.status != HandOverStatus.ANNOUNCED
    )
