"""Where the goods of each order go: to who makes the next step, or to the orderer. The ring says so, and the papers follow."""

from django.utils.translation import gettext as _

from marketplace.kernel.actors import system
from orders.ordering.models import PurchaseOrder
from orders.ordering.services.changes import change_settle
from orders.ordering.services.drafts import place_of
from orders.ordering.states import UNACCEPTED, OrderStatus
from orders.production.balance import following
from orders.production.models import WorkOrderStep
from orders.production.states import WorkStepStatus


def places_of(root: PurchaseOrder) -> dict[int, str]:
    """By factory's order. Where its steps lead to several firms, all of them."""
    steps = list(
        root.ring_steps.exclude(status=WorkStepStatus.CANCELLED)
        .exclude(order=root)
        .select_related("order")
        .prefetch_related("dependents__order__supplier__municipality")
        .order_by("position")
    )
    places: dict[int, list[str]] = {}
    for step in steps:
        found = places.setdefault(step.order_id, [])
        found += [place for place in _next_places(step, root) if place not in found]
    return {pk: "、".join(found)[:200] for pk, found in places.items()}


def _next_places(step: WorkOrderStep, root: PurchaseOrder) -> list[str]:
    after = following(step)
    if not after:
        return [place_of(root.buyer)]
    return [place_of(s.order.supplier) for s in after if s.order_id != step.order_id]


def places_follow(root: PurchaseOrder, before: dict[int, str]) -> None:
    """Write the places that are others than `before`: into drafts, and into orders that went out by a change of their
    papers. Call in the transaction that changed the ring."""
    for pk, place in places_of(root).items():
        if not place or place == before.get(pk):
            continue
        order = PurchaseOrder.objects.select_for_update().get(pk=pk)
        if order.status == OrderStatus.DRAFT:
            PurchaseOrder.objects.filter(pk=pk).update(deliver_to=place)
        elif order.status in (OrderStatus.ISSUED, *UNACCEPTED):
            reason = _("次の工程の町工場が変わりました。")
            change_settle(order=order, actor=system("ring"), reason=reason, deliver_to=place)
