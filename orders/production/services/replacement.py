"""When a factory's order ends before its work: its steps are free, another factory takes them over."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from factories.profile.models import Factory
from factories.profile.policies import unreachable
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import ProcessStep, Quotation
from marketplace.sourcing.states import PROCESS_STEP, QUOTATION, ProcessStepStatus, QuotationStatus
from marketplace.sourcing.wording import AMOUNT_MISSING, without_desk
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import order_policy
from orders.ordering.services.drafts import child_draft
from orders.ordering.states import CALLED_OFF, WORKING, OrderStatus
from orders.production.models import WorkOrderStep
from orders.production.services.places import places_follow, places_of
from orders.production.services.recompute import recompute


def steps_vacate(order: PurchaseOrder) -> None:
    """A factory's order was refused or cancelled: its quotations are given back, its steps of the plan are open."""
    if order.is_parent:
        return
    by = system("order_ended")
    for step in WorkOrderStep.objects.filter(order=order).select_related("process_step"):
        for quotation in Quotation.objects.select_for_update().filter(
            step=step.process_step, status=QuotationStatus.ACCEPTED
        ):
            apply(QUOTATION, quotation, "give_back", by)
        process_step = ProcessStep.objects.select_for_update().get(pk=step.process_step_id)
        if process_step.status == ProcessStepStatus.FILLED:
            apply(PROCESS_STEP, process_step, "unfill", by)


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
    if unreachable([factory.organization], by=parent.supplier):
        raise Invalid("order.no_desk", without_desk(factory.organization))
    steps = list(WorkOrderStep.objects.select_for_update().filter(order=refused).select_related("process_step"))
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
            )
    except IntegrityError:
        raise Invalid("order.twice", _("この町工場には、この仕事の注文がもうあります。")) from None
    WorkOrderStep.objects.filter(pk__in=[s.pk for s in steps]).update(order=child)
    for process_step in ProcessStep.objects.select_for_update().filter(
        pk__in=[s.pk for s in planned], status=ProcessStepStatus.OPEN
    ):
        apply(PROCESS_STEP, process_step, "fill", actor)
    places_follow(parent, before)
    recompute(parent)
    child.refresh_from_db()
    return child
