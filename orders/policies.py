"""Who may see and do what with orders, steps and hand-overs."""

from django.db.models import Q, QuerySet

from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from orders.models import HandOver, Nonconformity, Order, OrderChange, Statement, WorkStep

#: A supplier learns of an order when it is issued.
NOT_YET_THEIRS = ("draft", "void")
NO_LONGER_IN_THE_RING = ("void", "refused", "cancelled")


def visible_orders(actor: Actor | None) -> QuerySet[Order]:
    """Both sides of a link, the supplier from the issue on."""
    orders = Order.objects.select_related("buyer", "supplier", "award", "award__inquiry", "parent")
    if actor is None or actor.organization is None:
        return orders.none()
    return orders.filter(Q(buyer=actor.organization) | (Q(supplier=actor.organization) & ~Q(status__in=NOT_YET_THEIRS)))


def visible_rings(actor: Actor | None) -> QuerySet[Order]:
    """Parent orders whose ring the actor belongs to: orderer, hub, and every factory with a live order in it."""
    orders = Order.objects.filter(parent=None).select_related("buyer", "supplier", "award", "award__inquiry")
    if actor is None or actor.organization is None:
        return orders.none()
    member = Order.objects.filter(supplier=actor.organization, parent__isnull=False).exclude(
        status__in=(*NO_LONGER_IN_THE_RING, "draft")
    )
    return orders.filter(
        Q(buyer=actor.organization)
        | (Q(supplier=actor.organization) & ~Q(status__in=NOT_YET_THEIRS))
        | Q(pk__in=member.values("parent_id"))
    )


def _buyer(actor: Actor, order: Order) -> bool:
    return actor.may_write and actor.organization == order.buyer


def _buyer_approves(actor: Actor, order: Order) -> bool:
    return actor.may_approve and actor.organization == order.buyer


def _supplier_approves(actor: Actor, order: Order) -> bool:
    return actor.may_approve and actor.organization == order.supplier


def _either(actor: Actor, order: Order) -> bool:
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


def visible_statements(actor: Actor | None) -> QuerySet[Statement]:
    return Statement.objects.select_related("order").filter(order__in=visible_orders(actor))


def visible_steps(actor: Actor | None) -> QuerySet[WorkStep]:
    """Every step of the rings that the actor belongs to: who has the goods is everybody's business there."""
    return WorkStep.objects.select_related("root", "order", "order__supplier").filter(root__in=visible_rings(actor))


def _maker(actor: Actor, step: WorkStep) -> bool:
    return actor.may_write and actor.organization == step.order.supplier


work_step_policy = Policy(
    name="work_step",
    visible=visible_steps,
    actions={"start": _maker, "report": _maker, "finish": _maker, "reopen": _maker, "hand_over": _maker},
)


def visible_hand_overs(actor: Actor | None) -> QuerySet[HandOver]:
    return HandOver.objects.select_related(
        "root", "from_step__order__supplier", "to_step__order__supplier", "root__buyer"
    ).filter(root__in=visible_rings(actor))


def to_take(actor: Actor) -> QuerySet[HandOver]:
    """Goods that the actor's organization is to receive or to inspect: it makes the next step, or ordered them."""
    mine = Q(to_step__order__supplier=actor.organization) | Q(to_step=None, root__buyer=actor.organization)
    return visible_hand_overs(actor).filter(mine, status__in=["announced", "received"])


def receiver_of(hand_over: HandOver):
    """The organization that takes the goods: the next maker, or the orderer."""
    return hand_over.to_step.order.supplier if hand_over.to_step else hand_over.root.buyer


def _receiver(actor: Actor, hand_over: HandOver) -> bool:
    return actor.may_write and actor.organization == receiver_of(hand_over)


def _sender(actor: Actor, hand_over: HandOver) -> bool:
    return actor.may_write and actor.organization == hand_over.from_step.order.supplier


hand_over_policy = Policy(
    name="hand_over",
    visible=visible_hand_overs,
    actions={"receive": _receiver, "inspect": _receiver, "cancel": _sender},
)


def visible_nonconformities(actor: Actor | None) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.select_related(
        "hand_over",
        "hand_over__from_step__order__supplier",
        "hand_over__to_step__order__supplier",
        "hand_over__root__buyer",
    ).filter(hand_over__root__in=visible_rings(actor))


nonconformity_policy = Policy(
    name="nonconformity",
    visible=visible_nonconformities,
    actions={
        "rework": lambda actor, found: _sender(actor, found.hand_over),
        "resolve": lambda actor, found: _receiver(actor, found.hand_over),
        "concede": lambda actor, found: _receiver(actor, found.hand_over),
        "scrap": lambda actor, found: _receiver(actor, found.hand_over),
    },
)


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
