"""Choosing a proposal, and undoing the choice."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import add_business_days, jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState, Stale
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import Proposal, Quotation
from marketplace.sourcing.selectors.rollup import priced_steps
from marketplace.sourcing.services.inquiry_awards import inquiry_award, inquiry_award_cancel
from marketplace.sourcing.states import ProcessStepStatus, QuotationStatus
from marketplace.teaming.rollup import roll_up
from orders.awards.models import Award
from orders.awards.policies import award_policy
from orders.awards.states import AWARD, AwardStatus
from orders.ordering.models import PurchaseOrder
from orders.ordering.services.drafts import children_draft, parent_draft
from orders.ordering.states import ORDER, OrderStatus
from orders.production.models import WorkOrderStep
from orders.production.services.places import places_follow
from orders.production.services.planning import ring_plan
from orders.production.states import WORK_STEP


@transaction.atomic
def award_decide(*, actor: Actor, inquiry: Inquiry, proposal: Proposal, reason: str, shown: Collection[str]) -> Award:
    """Award the inquiry to one proposal as it was `shown` (what the proposals of the page offered): losers are told the reason, parent and child orders and the ring's steps are
    drafted in the same transaction.

    Raises Invalid without a reason, LostRace when another award was first, InvalidState for a proposal that is none any more,
    Stale for one that offers something else by now.
    """
    award_policy.require(actor, "decide", inquiry)
    reason = reason.strip()[:500]
    if not reason:
        raise Invalid("award.reason", _("選んだ理由を書いてください。選ばれなかった方にも伝わります。"))
    if proposal.inquiry_id != inquiry.pk:
        raise Invalid("award.other_inquiry")
    inquiry_award(inquiry, proposal, actor, reason=reason)
    proposal.refresh_from_db()
    if proposal.offered not in shown:
        raise Stale("award.other", _("提案の内容が変わりました。いまの金額と納期を見て、もう一度決めてください。"))
    award = Award.objects.create(
        inquiry=inquiry, order=_draft_orders(proposal, actor), reason=reason, decided_by=actor.user
    )
    return start(AWARD, award, actor, "decide")


def _draft_orders(proposal: Proposal, actor: Actor) -> PurchaseOrder:
    """The parent order, one child an accepted factory, and a work step for every step of the plan. Gives the parent."""
    steps = list(proposal.steps.exclude(status=ProcessStepStatus.RELEASED).prefetch_related("depends_on"))
    accepted = Quotation.objects.filter(step__in=steps, status=QuotationStatus.ACCEPTED).select_related(
        "factory__organization"
    )
    dates = roll_up(
        priced_steps(proposal)[0],
        margin_percent=proposal.margin_percent,
        tax_percent=0,
        start_on=add_business_days(jst_date(db_now()), 2),
    )
    deliver_on = max(present(proposal.deliver_on), dates.deliver_on)
    parent = parent_draft(proposal=proposal, steps=steps, deliver_on=deliver_on, actor=actor)
    children = children_draft(
        parent=parent, steps=steps, chosen={q.step_id: q for q in accepted}, ends=dates.ends, actor=actor
    )
    ring_plan(root=parent, steps=steps, orders=children, ends=dates.ends)
    places_follow(parent, before={})
    return parent


@transaction.atomic
def award_cancel(*, actor: Actor, award: Award, reason: str) -> Award:
    """Undo an award while no order has gone beyond a draft. Raises InvalidState when one has."""
    if not actor.is_system:
        award_policy.require(actor, "cancel", award.inquiry)
    hold(award.inquiry, InquiryStatus.AWARDED)
    hold(award, AwardStatus.DECIDED)
    ring = PurchaseOrder.objects.filter(pk=award.order_id) | PurchaseOrder.objects.filter(parent=award.order_id)
    live = ring.filter(status__in=ORDER.live).select_for_update()
    if any(order.status != OrderStatus.DRAFT for order in live):
        raise InvalidState(
            "award.live_order", _("注文書がもう出ているため、決定は取り消せません。先に注文を取り消してください。")
        )
    by = system("award_cancel")
    for order in live:
        apply(ORDER, order, "void", by)
    for step in WorkOrderStep.objects.select_for_update().filter(
        root=award.order_id, status__in=WORK_STEP.sources_of("cancel")
    ):
        apply(WORK_STEP, step, "cancel", by)
    apply(AWARD, award, "cancel", actor, cancelled_reason=reason.strip()[:500])
    inquiry_award_cancel(award.inquiry, actor)
    return award


def award_fall(order: PurchaseOrder) -> None:
    """The hub has refused, or the orderer has cancelled, the order that an award led to: the award falls with it. One that is
    left after it was taken has led to work: the award stays."""
    if order.is_parent and order.status != OrderStatus.LEFT:
        award_cancel(actor=system(f"order_{order.status}"), award=order.award, reason=order.ended_reason)
