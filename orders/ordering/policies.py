"""Who may see and do what with orders, their papers and their changes."""

from django.db.models import Q, QuerySet

from factories.profile.policies import acts_for, desks_of, served_by
from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from orders.ordering.models import OrderChange, OrderPaper, PurchaseOrder, Termination
from orders.ordering.states import ENDED, NOT_YET_THEIRS, OrderStatus


def known_to(organization: Organization) -> Q:
    """Orders that a firm knows of: as buyer, and as supplier from the issue on."""
    return Q(buyer=organization) | Q(supplier=organization) & ~Q(status__in=NOT_YET_THEIRS)


def supplied_by(actor: Actor, order: str = "") -> Q:
    """Orders that the actor answers for as their supplier: those of its own firm, and as the desk those of factories that
    nobody signs in for, but where its firm is the buyer or the orderer of it all. `order`: the way to the order, as a lookup."""
    own = Q(**{f"{order}supplier": actor.organization})
    if not actor.organization.is_municipality:
        return own
    served = {f"{order}supplier__in": served_by(actor).values("organization"), f"{order}parent__isnull": False}
    is_party = Q(**{f"{order}buyer": actor.organization}) | Q(**{f"{order}parent__buyer": actor.organization})
    return own | Q(**served) & ~is_party


def supplies(actor: Actor, order: PurchaseOrder) -> bool:
    """The same about one order."""
    own = actor.organization
    if own is None or own.pk == order.supplier_id:
        return own is not None
    return order.parent is not None and own.pk not in buyers_of(order) and acts_for(actor, order.supplier)


def buyers_of(order: PurchaseOrder) -> set[int]:
    """The buyer of the order, and of the one above it."""
    return {order.buyer_id} | ({order.parent.buyer_id} if order.parent else set())


def side_of(actor: Actor, order: PurchaseOrder) -> Organization | None:
    """The side of the order that the actor acts for: what it does is that side's, whoever enters it."""
    if actor.organization is not None and actor.organization.pk == order.buyer_id:
        return order.buyer
    return order.supplier if supplies(actor, order) else None


def people_of_supplier(order: PurchaseOrder) -> list[Organization]:
    """Whose people act for the supplier: its own, or those of its desk while nobody signs in for it."""
    if order.is_parent:
        return [order.supplier]
    people = desks_of([order.supplier]).get(order.supplier_id, [order.supplier])
    return [firm for firm in people if firm.pk not in buyers_of(order)]


def visible_orders(actor: Actor | None) -> QuerySet[PurchaseOrder]:
    """Both sides of a link, as far as they know of it."""
    orders = PurchaseOrder.objects.select_related("buyer", "supplier", "proposal__inquiry", "parent")
    if actor is None or actor.organization is None:
        return orders.none()
    return orders.filter(Q(buyer=actor.organization) | supplied_by(actor) & ~Q(status__in=NOT_YET_THEIRS))


def makes(actor: Actor) -> Q:
    """Inquiries that the organization has an order for, as its supplier or as its supplier's desk: the work is done by their
    files."""
    theirs = PurchaseOrder.objects.filter(supplied_by(actor)).exclude(status__in=(*ENDED, OrderStatus.DRAFT))
    return Q(pk__in=theirs.values("proposal__inquiry_id"))


def visible_ring_parents(actor: Actor | None) -> QuerySet[PurchaseOrder]:
    """Parent orders whose ring the actor belongs to: orderer, hub, and every factory with a live order in it (or its
    desk)."""
    orders = PurchaseOrder.objects.filter(parent=None).select_related("buyer", "supplier", "proposal__inquiry")
    if actor is None or actor.organization is None:
        return orders.none()
    member = PurchaseOrder.objects.filter(supplied_by(actor), parent__isnull=False).exclude(
        status__in=(*ENDED, OrderStatus.DRAFT)
    )
    return orders.filter(known_to(actor.organization) | Q(pk__in=member.values("parent_id")))


def _buyer(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_write and actor.organization == order.buyer


def _buyer_approves(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_approve and actor.organization == order.buyer


def _supplier_approves(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_approve and supplies(actor, order)


def _either(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_write and side_of(actor, order) is not None


def _either_approves(actor: Actor, order: PurchaseOrder) -> bool:
    return actor.may_approve and side_of(actor, order) is not None


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
        "terminate": _either_approves,
    },
)


def visible_papers(actor: Actor | None) -> QuerySet[OrderPaper]:
    return OrderPaper.objects.select_related("order").filter(order__in=visible_orders(actor))


def visible_changes(actor: Actor | None) -> QuerySet[OrderChange]:
    return OrderChange.objects.select_related("order", "order__buyer", "order__supplier", "proposed_by").filter(
        order__in=visible_orders(actor)
    )


def _other_side(actor: Actor, change: OrderChange) -> bool:
    return actor.may_approve and side_of(actor, change.order) not in (None, change.proposed_by)


def _proposer(actor: Actor, change: OrderChange) -> bool:
    return actor.may_write and side_of(actor, change.order) == change.proposed_by


order_change_policy = Policy(
    name="order_change",
    visible=visible_changes,
    actions={
        "agree": _other_side,
        "reject": _other_side,
        "withdraw": _proposer,
    },
)


def visible_terminations(actor: Actor | None) -> QuerySet[Termination]:
    """Both sides of the order."""
    rows = Termination.objects.select_related(
        "order__parent", "order__buyer", "order__supplier", "proposed_by", "wanted_by"
    )
    return rows.filter(order__in=visible_orders(actor))


def _answers(actor: Actor, row: Termination) -> bool:
    return actor.may_approve and side_of(actor, row.order) not in (None, row.proposed_by)


def _takes_back(actor: Actor, row: Termination) -> bool:
    """Who wanted the end, as long as the work can go on: not when the order above has ended."""
    above = row.order.parent
    is_stopped = above is not None and above.status == OrderStatus.LEFT
    return actor.may_approve and side_of(actor, row.order) == row.wanted_by and not is_stopped


termination_policy = Policy(
    name="termination",
    visible=visible_terminations,
    actions={
        "counter": lambda actor, row: _either_approves(actor, row.order),
        "agree": _answers,
        "withdraw": _takes_back,
    },
)
