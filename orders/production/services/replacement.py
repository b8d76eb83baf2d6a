"""When a factory's order ends before its work: its steps are free, another factory takes them over."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from factories.profile.models import Factory
from factories.profile.policies import unreachable
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import ProcessStep, Quotation
from marketplace.sourcing.states import PROCESS_STEP, QUOTATION, ProcessStepStatus, QuotationStatus
from marketplace.sourcing.wording import AMOUNT_MISSING, without_desk
from orders.ordering.models import Payment, PurchaseOrder
from orders.ordering.owed import paid_of
from orders.ordering.policies import order_policy
from orders.ordering.services.changes import change_lapse
from orders.ordering.services.drafts import child_draft
from orders.ordering.services.dues import dues_follow
from orders.ordering.services.terminations import termination_follow
from orders.ordering.states import CALLED_OFF, ENDING, ORDER, UNACCEPTED, WORKING, OrderStatus
from orders.production.balance import came_of, following, outputs_of, overs_of, step_balance
from orders.production.models import HandOver, WorkOrderStep
from orders.production.services.places import places_follow, places_of
from orders.production.services.recompute import recompute
from orders.production.services.ring import ring_ref
from orders.production.states import DISCREPANCY, NOT_BEGUN, UNSETTLED, WORK_STEP, WorkStepStatus


def steps_vacate(order: PurchaseOrder) -> None:
    """A factory's order has ended: its quotations are given back; what of its steps is not done and passed on is open for
    another one. What it had made stays counted."""
    if order.is_parent:
        return
    by = system("order_ended")
    root = PurchaseOrder.objects.get(pk=order.root_id)
    overs = overs_of(root)
    for step in root.ring_steps.filter(order=order).select_related("process_step").prefetch_related("dependents"):
        targets = [s.pk for s in following(step)]
        if step.status == WorkStepStatus.DONE and not step_balance(step, targets, overs).left:
            continue
        if step.status in WORK_STEP.sources_of("vacate"):
            apply(WORK_STEP, step, "vacate", by, refs=ring_ref(root), started_at=None, done_at=None)
        _give_back(step.process_step_id)
    if order.status == OrderStatus.LEFT:
        _settle_left(order, root, overs)


def _give_back(process_step_id: int) -> None:
    by = system("order_ended")
    for quotation in Quotation.objects.select_for_update().filter(
        step=process_step_id, status=QuotationStatus.ACCEPTED
    ):
        apply(QUOTATION, quotation, "give_back", by)
    process_step = ProcessStep.objects.select_for_update().get(pk=process_step_id)
    if process_step.status == ProcessStepStatus.FILLED:
        apply(PROCESS_STEP, process_step, "unfill", by)


def _settle_left(order: PurchaseOrder, root: PurchaseOrder, overs: list[HandOver]) -> None:
    """What was found of its counts is settled with it; what is owed is what was agreed on, for each receipt a part, and for
    what is there on the day it ends the rest."""
    for row in order.discrepancies.filter(status__in=UNSETTLED):
        apply(DISCREPANCY, row, "close", system("order_ended"), refs=ring_ref(root))
    termination = order.terminations.filter(status__in=ENDING).latest("settled_at")
    steps = root.ring_steps.prefetch_related("dependents")
    came = came_of(outputs_of(order, steps), overs, list(order.discrepancies.all()))
    if rest := max(termination.made - came.total(), 0 if came else 1):
        came[jst_date(present(termination.settled_at))] += rest
    owed = came if termination.amount_yen else {}
    dues_follow(order, list(order.dues.all()), owed, sum(owed.values()), paid_of(Payment.objects.filter(order=order)))


def ring_stop(order: PurchaseOrder) -> None:
    """The orderer's order was left: what the hub makes itself stops, orders that nobody has taken are called off, and the
    factories at work are asked to end theirs."""
    if not order.is_parent or order.status != OrderStatus.LEFT:
        return
    by = system("order_left")
    for step in order.ring_steps.filter(order=order, status__in=WORK_STEP.sources_of("cancel")):
        apply(WORK_STEP, step, "cancel", by, refs=ring_ref(order))
    _settle_left(order, order, overs_of(order))
    reason = _("発注者との注文が途中で終わりました。%(reason)s") % {"reason": order.ended_reason}
    for child in PurchaseOrder.objects.select_for_update().filter(parent=order).order_by("pk"):
        if child.status == OrderStatus.DRAFT:
            apply(ORDER, child, "void", by)
        elif child.status == OrderStatus.ISSUED:
            apply(ORDER, child, "cancel", by, ended_reason=reason[:500])
            change_lapse(child)
            steps_vacate(child)
        elif child.status in UNACCEPTED:
            termination_follow(child, reason)


@transaction.atomic
def order_replace(
    *, actor: Actor, refused: PurchaseOrder, factory: Factory, amount_yen: int, deliver_on: date
) -> PurchaseOrder:
    """After a factory's refusal the hub drafts the same work for another one, at the price they agreed on. Raises Invalid
    for one that nobody signs in for and that has no desk."""
    order_policy.require(actor, "replace", refused)
    parent = present(refused.parent)  # who may replace is the hub, whose own order stands above
    hold(parent, OrderStatus.ISSUED, *WORKING)
    hold(refused, *CALLED_OFF)
    if amount_yen <= 0:
        raise Invalid("order.amount", AMOUNT_MISSING)
    if unreachable([factory.organization], parties=(parent.supplier, parent.buyer)):
        raise Invalid("order.no_desk", without_desk(factory.organization))
    steps = list(
        WorkOrderStep.objects.select_for_update(of=("self",))
        .filter(order=refused, status__in=NOT_BEGUN)
        .select_related("process_step")
    )
    if not steps:
        raise InvalidState("order.replaced", _("この工程には、もう別の町工場が決まっています。"))
    planned, before = [s.process_step for s in steps], places_of(parent)
    try:
        with transaction.atomic():
            child = child_draft(
                parent=parent,
                supplier=factory.organization,
                steps=planned,
                amount_yen=amount_yen,
                deliver_on=deliver_on,
                actor=actor,
                replaces=refused,
                quantity=max(max(1, s.quantity - s.good) for s in steps),
            )
    except IntegrityError:
        raise Invalid("order.twice", _("この町工場には、この仕事の注文がもうあります。")) from None
    WorkOrderStep.objects.filter(pk__in=[s.pk for s in steps]).update(order=child, taken_over=F("good"))
    for process_step in ProcessStep.objects.select_for_update().filter(
        pk__in=[s.pk for s in planned], status=ProcessStepStatus.OPEN
    ):
        apply(PROCESS_STEP, process_step, "fill", actor)
    places_follow(parent, before)
    recompute(parent)
    child.refresh_from_db()
    return child
