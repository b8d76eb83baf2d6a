"""An order's overall status follows from its facts: what was made, received, inspected and paid.

`recompute` moves the orders of a ring as SYSTEM until nothing changes; facts are never overwritten. It may be called at
any time, any number of times.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from marketplace.kernel.actors import system
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.transitions import apply
from orders.ordering.models import Payment, PaymentDue, PurchaseOrder
from orders.ordering.owed import amount_with_tax
from orders.ordering.services.dues import due_day_follow, dues_follow
from orders.ordering.states import CAME, ORDER, TAKEN, UNACCEPTED, WORKING, OrderStatus
from orders.production.balance import (
    Output,
    accepted_of,
    arrived,
    came_of,
    outputs_of,
    overs_of,
    step_balance,
    wanted_of,
)
from orders.production.models import Discrepancy, HandOver, WorkOrderStep
from orders.production.services.finding import discrepancy_look
from orders.production.states import BEGUN, NOT_BEGUN, UNFINISHED_STEPS, WORK_STEP, WorkStepStatus


@dataclass
class _Facts:
    """What the rows say of one order. `outputs`: the steps that its goods leave by, with the usable pieces of its own work. `came`: the
    pieces that others have received, and not refused, by day, of all that are `wanted`."""

    has_begun: bool
    is_out: bool
    is_judged: bool
    paid_yen: int
    dues: list[PaymentDue]
    came: Counter[date]
    wanted: int
    outputs: list[tuple[Output, int]]
    said: list[Discrepancy]
    is_even: bool = True  # as ordered, or as agreed since
    is_waiting: bool = False  # for a rest that is agreed to follow


def recompute(root: PurchaseOrder) -> None:
    """Bring the steps and orders of one ring in line with the facts. Locks the ring's orders, parent first."""
    with transaction.atomic():
        root = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("proposal__inquiry").get(pk=root.pk)
        for _ in range(20):  # each order moves at most along its own table; twenty rounds are far more than enough
            orders = [root, *PurchaseOrder.objects.select_for_update().filter(parent=root).order_by("pk")]
            steps, overs = _steps_of(root), overs_of(root)
            _settle_days(steps, orders)
            if not (_settle_steps(steps, orders, overs) | _settle_orders(steps, orders, overs)):
                return
            root.refresh_from_db()


def _steps_of(root: PurchaseOrder) -> list[WorkOrderStep]:
    steps = root.ring_steps.exclude(status=WorkStepStatus.CANCELLED)
    return list(steps.prefetch_related("depends_on", "dependents"))


def _settle_days(steps: list[WorkOrderStep], orders: list[PurchaseOrder]) -> None:
    """A factory's last step is due when its order is: a day that both have agreed on moves the ring."""
    for order in orders:
        mine = [step for step in steps if step.order_id == order.pk]
        if order.is_parent or not mine or order.status not in UNACCEPTED:
            continue
        last = max(mine, key=lambda step: step.position)
        if last.status in UNFINISHED_STEPS and last.due_on != order.deliver_on:
            WorkOrderStep.objects.filter(pk=last.pk).update(due_on=order.deliver_on)


def _settle_steps(steps: list[WorkOrderStep], orders: list[PurchaseOrder], overs: list[HandOver]) -> bool:
    """Waiting steps become ready when something has arrived from each step before, and back when it was taken back."""
    moved, root = False, orders[0]
    live = {order.pk for order in orders if order.status in WORKING} if root.status in TAKEN else set()
    for step in steps:
        if step.status not in NOT_BEGUN:
            continue
        is_live = step.order_id in live
        is_ready = is_live and arrived(step, [before.pk for before in step.depends_on.all()], overs) != 0
        if is_ready and step.status == WorkStepStatus.WAITING:
            apply(WORK_STEP, step, "make_ready", system("recompute"))
            moved = True
        elif not is_ready and step.status == WorkStepStatus.READY:
            apply(WORK_STEP, step, "make_wait", system("recompute"))
            moved = True
    return moved


def _settle_orders(steps: list[WorkOrderStep], orders: list[PurchaseOrder], overs: list[HandOver]) -> bool:
    facts = _facts_of(steps, orders, overs)
    moved = False
    for order in reversed(orders):  # children first: the parent follows from them
        fact = facts[order.pk]
        if order.status in TAKEN:
            dues_follow(order, fact.dues, fact.came, fact.wanted, fact.paid_yen)
        elif order.status == OrderStatus.LEFT:
            due_day_follow(order, fact.dues, fact.paid_yen)
        if order.status not in WORKING:
            continue
        _settle_counts(order, fact)
        if move := _next_move(order, fact):
            _apply(order, move)
            moved = True
    return moved


def _settle_counts(order: PurchaseOrder, facts: _Facts) -> None:
    """Whether what came out is what was ordered; a discrepancy is found where it is not."""
    for output, accepted in facts.outputs:
        is_even, is_waiting = discrepancy_look(order, output, facts.said, accepted, is_judged=facts.is_judged)
        facts.is_even, facts.is_waiting = facts.is_even and is_even, facts.is_waiting or is_waiting


def _next_move(order: PurchaseOrder, facts: _Facts) -> str | None:
    is_received = facts.is_out and not facts.is_waiting
    is_accepted = facts.is_judged and facts.is_even
    if order.status in CAME and not is_received:
        return "reopen"
    if order.status == OrderStatus.ACCEPTED:
        return "close" if facts.paid_yen >= amount_with_tax(order) else (None if is_accepted else "reopen")
    if order.status == OrderStatus.ACKNOWLEDGED:
        return "start" if facts.has_begun else None
    if order.status == OrderStatus.IN_PROGRESS:
        return "deliver" if is_received else None
    return "accept" if is_accepted else None


def _apply(order: PurchaseOrder, move: str) -> None:
    facts = {"accepted_on": jst_date(db_now())} if move == "accept" else {}
    apply(ORDER, order, move, system("recompute"), **facts)


def _facts_of(steps: list[WorkOrderStep], orders: list[PurchaseOrder], overs: list[HandOver]) -> dict[int, _Facts]:
    """The facts of every order of the ring. A constant number of queries."""
    paid: Counter[int] = Counter()
    for payment in Payment.objects.filter(order__in=orders):
        paid[payment.order_id] += payment.amount_yen
    dues = list(PaymentDue.objects.filter(order__in=orders))
    said = list(Discrepancy.objects.filter(order__in=orders))
    facts = {}
    for order in orders:
        mine = steps if order.is_parent else [s for s in steps if s.order_id == order.pk]
        leaving = outputs_of(order, steps)
        balances = [step_balance(output.step, output.targets, overs) for output in leaving]
        agreed = [row for row in said if row.order_id == order.pk]
        is_done = bool(mine) and all(s.status == WorkStepStatus.DONE for s in mine)
        is_out = is_done and all(balance.is_out for balance in balances)
        facts[order.pk] = _Facts(
            has_begun=any(s.status in BEGUN for s in mine),
            is_out=is_out,
            is_judged=is_out and all(balance.is_judged for balance in balances),
            paid_yen=paid[order.pk],
            dues=[due for due in dues if due.order_id == order.pk],
            came=came_of(leaving, overs, agreed),
            wanted=wanted_of(leaving, agreed),
            outputs=[(output, accepted_of(output, overs)) for output in leaving],
            said=agreed,
        )
    return facts
