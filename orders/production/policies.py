"""Who may see and do what with rings, steps, hand-overs, nonconformities and discrepancies."""

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from orders.ordering.policies import visible_orders, visible_ring_parents
from orders.ordering.states import ENDED, TAKEN, OrderStatus
from orders.production.models import Discrepancy, HandOver, Nonconformity, WorkOrderStep
from orders.production.states import TO_TAKE


def visible_steps(actor: Actor | None) -> QuerySet[WorkOrderStep]:
    """Every step of the rings that the actor belongs to: who has the goods is everybody's business there."""
    return WorkOrderStep.objects.select_related("root", "order", "order__supplier").filter(
        root__in=visible_ring_parents(actor)
    )


def _maker(actor: Actor, step: WorkOrderStep) -> bool:
    return actor.may_write and actor.organization == step.order.supplier


work_step_policy = Policy(
    name="work_step",
    visible=visible_steps,
    actions={"start": _maker, "report": _maker, "correct": _maker, "reopen": _maker, "hand_over": _maker},
)


def visible_hand_overs(actor: Actor | None) -> QuerySet[HandOver]:
    return HandOver.objects.select_related(
        "root", "from_step__order__supplier", "to_step__order__supplier", "root__buyer"
    ).filter(root__in=visible_ring_parents(actor))


def to_take(actor: Actor) -> QuerySet[HandOver]:
    """Goods that the actor's organization is to receive or to inspect: it makes the next step, or ordered them. Who takes
    goods belongs to the ring, so the ring is not asked for again."""
    maker = Q(to_step__order__supplier=actor.organization) & ~Q(to_step__order__status__in=(*ENDED, OrderStatus.DRAFT))
    orderer = Q(to_step=None, root__buyer=actor.organization)
    return HandOver.objects.filter(maker | orderer, status__in=TO_TAKE)


def receiver_of(hand_over: HandOver) -> Organization:
    """The organization that takes the goods: the next maker, or the orderer."""
    return hand_over.to_step.order.supplier if hand_over.to_step else hand_over.root.buyer


def _receiver(actor: Actor, hand_over: HandOver) -> bool:
    return actor.may_write and actor.organization == receiver_of(hand_over)


def _sender(actor: Actor, hand_over: HandOver) -> bool:
    return actor.may_write and actor.organization == hand_over.from_step.order.supplier


hand_over_policy = Policy(
    name="hand_over",
    visible=visible_hand_overs,
    actions={"receive": _receiver, "recount": _receiver, "inspect": _receiver, "cancel": _sender},
)


def visible_nonconformities(actor: Actor | None) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.select_related(
        "hand_over",
        "hand_over__from_step__order__supplier",
        "hand_over__to_step__order__supplier",
        "hand_over__root__buyer",
    ).filter(hand_over__root__in=visible_ring_parents(actor))


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


def visible_discrepancies(actor: Actor | None) -> QuerySet[Discrepancy]:
    """Both sides of the order: what it costs is nobody else's business."""
    rows = Discrepancy.objects.select_related("order__buyer", "order__supplier", "step__root", "proposed_by")
    return rows.filter(order__in=visible_orders(actor).filter(status__in=TAKEN)).prefetch_related("order__payments")


def _either_side(actor: Actor, row: Discrepancy) -> bool:
    return actor.may_approve and actor.organization in (row.order.buyer, row.order.supplier)


discrepancy_policy = Policy(
    name="discrepancy",
    visible=visible_discrepancies,
    actions={
        "propose": _either_side,
        "agree": lambda actor, row: _either_side(actor, row) and actor.organization != row.proposed_by,
    },
)
