"""Who may see and do what with rings, steps, hand-overs, nonconformities and discrepancies."""

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from orders.ordering.policies import side_of, supplied_by, supplies, visible_orders, visible_ring_parents
from orders.ordering.states import ENDED, TAKEN, OrderStatus
from orders.production.models import Discrepancy, HandOver, Nonconformity, WorkOrderStep
from orders.production.states import TO_TAKE


def visible_steps(actor: Actor | None) -> QuerySet[WorkOrderStep]:
    """Every step of the rings that the actor belongs to: who has the goods is everybody's business there."""
    return WorkOrderStep.objects.select_related("root", "order", "order__supplier").filter(
        root__in=visible_ring_parents(actor)
    )


def _maker(actor: Actor, step: WorkOrderStep) -> bool:
    return actor.may_write and supplies(actor, step.order)


work_step_policy = Policy(
    name="work_step",
    visible=visible_steps,
    actions={"start": _maker, "report": _maker, "correct": _maker, "reopen": _maker, "hand_over": _maker},
)


def visible_hand_overs(actor: Actor | None) -> QuerySet[HandOver]:
    return HandOver.objects.select_related(
        "root__buyer",
        "from_step",
        "order__supplier",
        "order__parent",
        "to_step__order__supplier",
        "to_step__order__parent",
    ).filter(root__in=visible_ring_parents(actor))


def to_take(actor: Actor) -> QuerySet[HandOver]:
    """Goods that the actor is to receive or to inspect. Who takes goods belongs to the ring, so the ring is not asked for
    again."""
    is_live = Q(to_step=None) | ~Q(to_step__order__status__in=(*ENDED, OrderStatus.DRAFT))
    return HandOver.objects.filter(taken_by(actor), is_live, status__in=TO_TAKE)


def taken_by(actor: Actor, over: str = "") -> Q:
    """Hand-overs whose goods the actor takes: for who makes the next step, or as who ordered them. `over`: the way to the
    hand-over, as a lookup."""
    orderer = {f"{over}to_step__isnull": True, f"{over}root__buyer": actor.organization}
    return supplied_by(actor, f"{over}to_step__order__") | Q(**orderer)


def receiver_of(hand_over: HandOver) -> Organization:
    """The organization that takes the goods: the next maker, or the orderer."""
    return hand_over.to_step.order.supplier if hand_over.to_step else hand_over.root.buyer


def takes(actor: Actor, hand_over: HandOver) -> bool:
    """Whether the actor takes the goods."""
    if hand_over.to_step:
        return supplies(actor, hand_over.to_step.order)
    return actor.organization == hand_over.root.buyer


def _receiver(actor: Actor, hand_over: HandOver) -> bool:
    return actor.may_write and takes(actor, hand_over)


def _sender(actor: Actor, hand_over: HandOver) -> bool:
    return actor.may_write and supplies(actor, hand_over.order)


hand_over_policy = Policy(
    name="hand_over",
    visible=visible_hand_overs,
    actions={
        "receive": _receiver,
        "recount": _receiver,
        "inspect": _receiver,
        "cancel": _sender,
        "print": lambda actor, hand_over: _sender(actor, hand_over) or _receiver(actor, hand_over),
    },
)


def visible_nonconformities(actor: Actor | None) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.select_related(
        "hand_over",
        "hand_over__from_step",
        "hand_over__order__supplier",
        "hand_over__order__parent",
        "hand_over__to_step__order__supplier",
        "hand_over__to_step__order__parent",
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
    return actor.may_approve and side_of(actor, row.order) is not None


def _other_side(actor: Actor, row: Discrepancy) -> bool:
    return actor.may_approve and side_of(actor, row.order) not in (None, row.proposed_by)


discrepancy_policy = Policy(
    name="discrepancy",
    visible=visible_discrepancies,
    actions={
        "propose": _either_side,
        "agree": _other_side,
    },
)
