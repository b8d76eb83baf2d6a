"""When a factory's order ends before its work: its steps are free, another factory takes them over."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from factories.profile.models import Factory
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Quote, Slot
from marketplace.sourcing.states import QUOTE, SLOT
from orders.ordering.models import Order
from orders.ordering.policies import order_policy
from orders.ordering.services.drafts import child_draft
from orders.ordering.states import ORDER
from orders.production.models import WorkStep
from orders.production.services.recompute import recompute


def steps_vacate(order: Order) -> None:
    """A factory's order was refused or cancelled: its quotes are given back, its slots are empty."""
    if order.is_parent:
        return
    by = system("order_ended")
    for step in WorkStep.objects.filter(order=order).select_related("slot"):
        for quote in Quote.objects.select_for_update().filter(slot=step.slot, status="accepted"):
            apply(QUOTE, quote, "give_back", by)
        slot = Slot.objects.select_for_update().get(pk=step.slot_id)
        if slot.status == "filled":
            apply(SLOT, slot, "unfill", by)


@transaction.atomic
def order_replace(*, actor: Actor, refused: Order, factory: Factory, amount_yen: int, deliver_on: date) -> Order:
    """After a factory's refusal the hub drafts the same work for another one, at the price they agreed on."""
    order_policy.require(actor, "replace", refused)
    hold(refused.parent, *(s for s in ORDER.live if s != "draft"))
    hold(refused, "refused", "cancelled")
    if amount_yen <= 0:
        raise Invalid("order.amount", _("金額を入れてください。1円以上の数字です。"))
    steps = list(WorkStep.objects.select_for_update().filter(order=refused).select_related("slot"))
    if not steps:
        raise InvalidState("order.replaced", _("この工程には、もう別の町工場が決まっています。"))
    slots = [s.slot for s in steps]
    try:
        with transaction.atomic():
            child = child_draft(
                parent=refused.parent,
                supplier=factory.organization,
                slots=slots,
                amount_yen=amount_yen,
                deliver_on=deliver_on,
                actor=actor,
                replaces=refused,
            )
    except IntegrityError:
        raise Invalid("order.twice", _("この町工場には、この仕事の注文がもうあります。")) from None
    WorkStep.objects.filter(pk__in=[s.pk for s in steps]).update(order=child)
    for slot in Slot.objects.select_for_update().filter(pk__in=[s.pk for s in slots], status="open"):
        apply(SLOT, slot, "fill", actor)
    recompute(refused.parent)
    return child
