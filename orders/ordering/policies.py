"""Who may see and do what with orders, their papers and their changes."""

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from orders.ordering.models import OrderChange, OrderPaper, PurchaseOrder
from orders.ordering.states import ENDED, NOT_YET_THEIRS, OrderStatus


def known_to(organization: Organization) -> Q:
    """Orders that a firm knows of: as buyer, and as supplier from the issue on."""
    return Q(buyer=organization) | Q(supplier=organization) & ~Q(status__in=NOT_YET_THEIRS)


def visible_orders(actor: Actor | None) -> QuerySet[PurchaseOrder]:
    """Both sides of a link, as far as they know of it."""
    orders = PurchaseOrder.objects.select_related("buyer", "supplier", "proposal__inquiry", "parent")
    if actor is None or actor.organization is None:
        return orders.none()
    return orders.filter(known_to(actor.organization))


def makes(actor: Actor) -> Q:
    """Inquiries that the organization has an order for, as its supplier: it works by their files."""
    theirs = PurchaseOrder.objects.filter(supplier=actor.organization).exclude(status__in=(*ENDED, OrderStatus.DRAFT))
    return Q(pk__in=theirs.values("proposal__inquiry_id"))


def visible_ring_parents(actor: Actor | None) -> QuerySet[PurchaseOrder]:
    """Parent orders whose ring the actor belongs to: orderer, hub, and every factory with a live order in it."""
    orders = PurchaseOrder.objects.filter(parent=None).select_related("buyer", "supplier", "proposal__inquiry")
    if actor is None or actor.organization is None:
        return orders.none()
    member = PurchaseOrder.objects.filter(supplier=actor.organization, parent__isnull=False).exclude(
        status__in=(*ENDED, OrderStatus.DRAFT)
    )
    return orders.filter(
        Q(buyer=actor.organization)
        | (Q(supplier=actor.organization) & ~Q(status__in=NOT_YET_THEIRS))
        | Q(pk__in=member.values("parent_id"))
    )


def _buyer(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_write and actor.organization == order.buyer


def _buyer_approves(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_approve and actor.organization == order.buyer


def _supplier_approves(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_approve and actor.organization == order.supplier


def _either(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_write and actor.organization in (order.buyer, order.supplier)


order_policy = Policy(
    name="order",
    visible=visible_orders,
    actions={
        "edit": _buyer,
        "issue": _buyer_approves,
        "cancel": _buyer_approves,
        "acknowledge": _supplier_approves,
        "refuse": _supplier_approves,
        "pay": _buyer_approves,
        "rate": _buyer,
        "replace": _buyer_approves,
        "change": _either,
    },
)


def visible_papers(actor: Actor | None) -> QuerySet[OrderPaper]:
    return OrderPaper.objects.select_related("order").filter(order__in=visible_orders(actor))


def visible_changes(actor: Actor | None) -> QuerySet[OrderChange]:
    return OrderChange.objects.select_related("order", "order__buyer", "order__supplier", "proposed_by").filter(
        order__in=visible_orders(actor)
    )


def _other_side(actor: Actor, change: OrderChange) -> bool:
    return (
        actor.may_approve
        and actor.organization in (change.order.buyer, change.order.supplier)
        and actor.organization != change.proposed_by
    )


order_change_policy = Policy(
    name="order_change",
    visible=visible_changes,
    actions={
        "agree": _other_side,
        "reject": _other_side,
        "withdraw": lambda actor, change: actor.may_write and actor.organization == change.proposed_by,
    },
)
