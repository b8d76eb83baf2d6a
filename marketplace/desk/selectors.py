"""What waits for others, and the lists of cases."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import visible_inquiries
from marketplace.inquiries.selectors import begun
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import business_days_between, jst_date
from marketplace.kernel.todos import end_of
from marketplace.sourcing.models import Proposal, RequestForQuotation
from marketplace.sourcing.policies import own_proposals, visible_rfqs
from marketplace.sourcing.states import OFFERED, PROPOSAL, ProposalStatus
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import visible_orders, visible_ring_parents
from orders.ordering.states import OrderStatus
from orders.production.models import WorkOrderStep
from orders.production.states import ACTIVE


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody else."""

    title: str
    url: str
    who: str
    due: datetime | None
    days_late: int


def waiting_for_others(actor: Actor, now: datetime) -> list[Waiting]:
    """The other side's turn at that instant: orders sent out, steps that others work on."""
    today = jst_date(now)
    found = []
    issued = visible_orders(actor).filter(buyer=actor.organization, status=OrderStatus.ISSUED)
    for order in issued.select_related(None).select_related("supplier"):
        found.append(
            Waiting(
                _("%(order)s の注文請け") % {"order": order.title},
                reverse("order", args=[order.public_id]),
                order.supplier.name,
                None,
                0,
            )
        )
    steps = (
        WorkOrderStep.objects.select_related("root", "order__supplier")
        .filter(root__in=visible_ring_parents(actor), status__in=ACTIVE)
        .exclude(order__supplier=actor.organization)
        .filter(Q(root__buyer=actor.organization) | Q(root__supplier=actor.organization))
    )
    for step in steps:
        late = max(0, business_days_between(step.due_on, today))
        found.append(
            Waiting(
                _("%(job)s の%(step)s") % {"job": step.root.title, "step": step.title},
                reverse("ring", args=[step.root.public_id]),
                step.order.supplier.name,
                end_of(step.due_on),
                late,
            )
        )
    return sorted(found, key=lambda w: (-w.days_late, w.due is None, w.due or now))[:20]


@dataclass(frozen=True)
class Cases:
    """The lists of cases by role, each in the order in which it is read."""

    mine: QuerySet[Inquiry]
    new: QuerySet[Inquiry]
    working: QuerySet[Proposal]
    rfqs: QuerySet[RequestForQuotation]
    orders: QuerySet[PurchaseOrder]


def cases_of(actor: Actor) -> Cases:
    organization = actor.organization
    mine = (
        begun(organization)
        .order_by("-created_at")
        .annotate(offered=Count("proposals", filter=Q(proposals__status__in=OFFERED)))
    )
    new = (
        visible_inquiries(actor)
        .filter(status=InquiryStatus.OPEN)
        .exclude(orderer=organization)
        .exclude(proposals__organization=organization, proposals__status__in=PROPOSAL.live)
        .order_by("answered_at", "answer_due")
        if organization.is_hub
        else Inquiry.objects.none()
    )
    working = own_proposals(actor).order_by("-created_at")
    rfqs = (
        visible_rfqs(actor).with_sealed().exclude(step__proposal__status=ProposalStatus.PLANNING).order_by("-sent_at")
        if organization.is_factory
        else RequestForQuotation.objects.none()
    )
    orders = visible_orders(actor).exclude(status=OrderStatus.VOID).order_by("-created_at")
    return Cases(mine, new, working, rfqs, orders)
