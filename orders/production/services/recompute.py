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
from orders.production.balance import arrived, overs_of, step_balance
from orders.production.models import Discrepancy, WorkOrderStep
from orders.production.services.finding import discrepancy_look
from orders.production.states import BEGUN, NOT_BEGUN, WORK_STEP, WorkStepStatus


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
    overs = overs_of(root)
    steps = root.ring_steps.select_related("order").prefetch_related("depends_on")
    for step in steps.filter(status__in=NOT_BEGUN):
        is_live = step.order.status in WORKING
        is_ready = is_live and arrived(step, [before.pk for before in step.depends_on.all()], overs) != 0
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
    """The facts of every order of the ring; what came out of it other than ordered is found on the way."""
    steps = list(root.ring_steps.exclude(status=WorkStepStatus.CANCELLED).prefetch_related("dependents"))
    overs = overs_of(root)
    paid = set(Payment.objects.filter(order__in=orders).values_list("order_id", flat=True))
    said = list(Discrepancy.objects.filter(order__in=orders))
    facts = {}
    for order in orders:
        mine = steps if order.is_parent else [s for s in steps if s.order_id == order.pk]
        last = [s for s in mine if not following(s)] if order.is_parent else mine
        balances = {s.pk: step_balance(s, [f.pk for f in following(s)], overs) for s in last}
        theirs = [row for row in said if row.order_id == order.pk]
        is_out = (
            bool(mine)
            and all(s.status == WorkStepStatus.DONE for s in mine)
            and all(b.is_out for b in balances.values())
        )
        is_judged = is_out and all(b.is_judged for b in balances.values())
        is_even, is_waiting = True, False
        for step in last:
            if order.status in WORKING:
                even, waiting = discrepancy_look(order, step, theirs, balances[step.pk].accepted, is_judged=is_judged)
                is_even, is_waiting = is_even and even, is_waiting or waiting
        facts[order.pk] = _Facts(
            has_begun=any(s.status in BEGUN for s in mine),
            all_received=is_out and not is_waiting,
            all_accepted=is_judged and is_even,
            is_paid=order.pk in paid,
            first_received=min((b.first_received for b in balances.values() if b.first_received), default=None),
        )
    return facts


def following(step: WorkOrderStep) -> list[WorkOrderStep]:
    """The steps that its goods go to; none: the orderer."""
    return [s for s in step.dependents.all() if s.status != WorkStepStatus.CANCELLED]
