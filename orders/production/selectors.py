"""The ring as its page shows it: who has the goods, counts, what is late."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from factories.profile.models import Factory
from factories.profile.policies import reachable
from factories.profile.selectors import public_factories
from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import business_days_between, jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.present import present
from marketplace.sourcing.models import Quotation
from marketplace.sourcing.states import NOT_TAKEN_UP
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import supplied_by
from orders.ordering.states import UNACCEPTED
from orders.production.balance import arrived, received, step_balance
from orders.production.models import Discrepancy, HandOver, Nonconformity, WorkOrderStep
from orders.production.policies import to_take, visible_discrepancies, visible_hand_overs
from orders.production.states import ACTIVE, NOT_BEGUN, UNFINISHED_STEPS, HandOverStatus, WorkStepStatus


@dataclass(frozen=True)
class RingStep:
    """One station of the ring as everybody in it sees it."""

    step: WorkOrderStep
    firm: Organization
    is_mine: bool
    look: str
    here: int
    arrived: int | None  # usable ones
    received: int | None  # whatever they are like
    can_give: int
    days_late: int
    following: tuple[WorkOrderStep, ...]
    overs: tuple[HandOver, ...]

    @property
    def gets_goods(self) -> bool:
        """Whether another step hands goods on to it."""
        return self.arrived is not None


@dataclass(frozen=True)
class Ring:
    root: PurchaseOrder
    steps: tuple[RingStep, ...]
    final_overs: tuple[HandOver, ...]
    to_take: tuple[HandOver, ...]
    nonconformities: tuple[Nonconformity, ...]
    late_days: int
    good_at_orderer: int

    @property
    def stations(self) -> list[tuple[str, str, str]]:
        """The ring's stations for its picture, the orderer last."""
        made = [
            (r.step.title, r.look, _("%(n)s個") % {"n": f"{r.step.good:,}"} if r.step.good else "") for r in self.steps
        ]
        came = _("%(n)s個") % {"n": f"{self.good_at_orderer:,}"} if self.good_at_orderer else ""
        return [*made, (pgettext("in a circle", "納品"), "done" if self.good_at_orderer else "wait", came)]

    @property
    def line_one(self) -> str:
        """Who has the goods now, in few words."""
        here = next((r for r in self.steps if r.step.status in ACTIVE), None)
        if here:
            return here.firm.name[:9]
        if self.good_at_orderer:
            return _("納品ずみ")
        return _("受け渡し中") if any(r.step.status == WorkStepStatus.DONE for r in self.steps) else _("はじまる前")

    @property
    def line_two(self) -> str:
        done = sum(r.step.status == WorkStepStatus.DONE for r in self.steps)
        return _("%(n)s工程中 %(done)s") % {"n": len(self.steps), "done": done}


def ring_of(root: PurchaseOrder, actor: Actor) -> Ring:
    """Who has the goods now, counts, hand-overs, what is late. A constant number of queries."""
    today = jst_date(db_now())
    overs = list(
        visible_hand_overs(actor)
        .filter(root=root)
        .exclude(status=HandOverStatus.CANCELLED)
        .prefetch_related("photos__stored", "nonconformities")
        .order_by("announced_at", "pk")
    )
    steps = list(
        root.ring_steps.exclude(status=WorkStepStatus.CANCELLED)
        .select_related("order__supplier__municipality", "order__parent")
        .prefetch_related(
            Prefetch("dependents", WorkOrderStep.objects.exclude(status=WorkStepStatus.CANCELLED)), "depends_on"
        )
    )
    mine = set(
        PurchaseOrder.objects.filter(supplied_by(actor), Q(pk=root.pk) | Q(parent=root)).values_list("pk", flat=True)
    )
    waiting = set(to_take(actor).filter(root=root).values_list("pk", flat=True))
    rows = tuple(_ring_step(step, overs, mine, today) for step in steps)
    found = list(
        Nonconformity.objects.filter(hand_over__root=root)
        .select_related(
            "hand_over__from_step",
            "hand_over__order__supplier",
            "hand_over__order__parent",
            "hand_over__to_step__order__supplier",
            "hand_over__to_step__order__parent",
            "hand_over__root__buyer",
        )
        .order_by("-reported_at")
    )
    return Ring(
        root=root,
        steps=rows,
        final_overs=tuple(o for o in overs if o.to_step_id is None),
        to_take=tuple(o for o in overs if o.pk in waiting),
        nonconformities=tuple(found),
        late_days=max((r.days_late for r in rows), default=0),
        good_at_orderer=sum(o.received_count or 0 for o in overs if o.to_step_id is None),
    )


def _ring_step(step: WorkOrderStep, overs: list[HandOver], mine: set[int], today: date) -> RingStep:
    """`mine`: the orders that the actor answers for."""
    before = [s.pk for s in step.depends_on.all()]
    has_come = arrived(step, before, overs)
    left = step_balance(step, [s.pk for s in step.dependents.all()], overs).left
    gone = step.good - left
    is_open = step.status in UNFINISHED_STEPS
    return RingStep(
        step=step,
        firm=step.order.supplier,
        is_mine=step.order_id in mine,
        look=step.machine.look_of(step.status),
        here=left if has_come is None else max(0, has_come - step.scrap - gone),
        arrived=has_come,
        received=arrived(step, before, overs, received),
        can_give=left if step.order.status in UNACCEPTED else 0,
        days_late=max(0, business_days_between(step.due_on, today)) if is_open else 0,
        following=tuple(step.dependents.all()),
        overs=tuple(o for o in overs if o.from_step_id == step.pk),
    )


def discrepancies_of(root: PurchaseOrder, actor: Actor) -> QuerySet[Discrepancy]:
    """Those of a ring that are the actor's business, the open ones first."""
    return visible_discrepancies(actor).filter(step__root=root).order_by("settled_at", "found_at")


def earlier_quotations(ended: PurchaseOrder) -> QuerySet[Quotation]:
    """What other factories have quoted for the work of an ended order, the cheapest first: they know it already."""
    steps = ended.steps.filter(status__in=NOT_BEGUN).values("process_step")
    others = Quotation.objects.filter(step__in=steps, status__in=NOT_TAKEN_UP).exclude(
        factory__organization=ended.supplier
    )
    return others.select_related("factory__organization", "step").order_by("step__position", "amount_yen")


def could_take_over(ended: PurchaseOrder) -> QuerySet[Factory]:
    """Factories that could do the work of an ended order: those with the process of its first step for which somebody
    answers."""
    step = ended.steps.filter(status__in=NOT_BEGUN).select_related("process_step").first()
    if step is None:
        return Factory.objects.none()
    return (
        public_factories()
        .filter(reachable((ended.buyer, present(ended.parent).buyer)), processes__contains=[step.process_step.process])
        .exclude(organization=ended.supplier)
    )
