"""Choosing a proposal, and undoing the choice. Here, because "no live order" can only be known here."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import inquiry_policy
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import add_business_days, jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import Proposal, Quote, Slot
from marketplace.sourcing.selectors.rollup import legs_of
from marketplace.sourcing.services.awarding import inquiry_award, inquiry_award_cancel
from marketplace.teaming.rollup import roll_up
from orders.models import Award, Order, WorkStep
from orders.states import AWARD, ORDER, WORK_STEP


@transaction.atomic
def award_decide(*, actor: Actor, inquiry: Inquiry, proposal: Proposal, reason: str) -> Award:
    """Award the inquiry to one proposal: losers are told the reason, parent and child orders and the ring's steps are
    drafted in the same transaction.

    Raises Invalid without a reason, LostRace when another award was first, InvalidState for a proposal that changed.
    """
    inquiry_policy.require(actor, "award", inquiry)
    reason = reason.strip()[:500]
    if not reason:
        raise Invalid("award.reason", _("選んだ理由を書いてください。選ばれなかった方にも伝わります。"))
    if proposal.inquiry_id != inquiry.pk:
        raise Invalid("award.other_inquiry")
    inquiry_award(inquiry, proposal, actor, reason=reason)
    award = Award.objects.create(inquiry=inquiry, proposal=proposal, reason=reason, decided_by=actor.user)
    start(AWARD, award, actor, "decide")
    _draft_orders(award, actor)
    return award


def _draft_orders(award: Award, actor: Actor) -> None:
    """The parent order, one child an accepted factory, and a work step for every slot."""
    proposal, inquiry = award.proposal, award.inquiry
    proposal.refresh_from_db()
    hub = proposal.organization
    slots = list(proposal.slots.exclude(status="released").prefetch_related("depends_on"))
    chosen = {
        q.slot_id: q
        for q in Quote.objects.filter(slot__in=slots, status="accepted").select_related("factory__organization")
    }
    legs = legs_of(proposal)[0]
    dates = roll_up(
        legs,
        margin_percent=proposal.margin_percent,
        tax_percent=0,
        start_on=add_business_days(jst_date(db_now()), 2),
    )
    parent = Order.objects.create(
        award=award,
        buyer=inquiry.orderer,
        supplier=hub,
        title=inquiry.title,
        content=_parent_content(inquiry, slots),
        quantity=inquiry.quantity or max((s.quantity for s in slots), default=1),
        amount_yen=proposal.total_yen,
        deliver_on=max(proposal.deliver_on, dates.deliver_on),
        deliver_to=_place(inquiry.orderer),
    )
    start(ORDER, parent, actor, "draft")
    children = {}
    for factory in {q.factory for q in chosen.values()}:
        mine = [s for s in slots if s.pk in chosen and chosen[s.pk].factory_id == factory.pk]
        children[factory.pk] = child_draft(
            parent=parent,
            supplier=factory.organization,
            slots=mine,
            amount_yen=sum(chosen[s.pk].amount_yen for s in mine),
            deliver_on=max(dates.ends[s.pk] for s in mine),
            actor=actor,
        )
    _plan_steps(parent, slots, dates.ends, lambda s: children[chosen[s.pk].factory_id] if s.pk in chosen else parent)


def child_draft(*, parent: Order, supplier, slots: list[Slot], amount_yen: int, deliver_on, actor: Actor) -> Order:
    """Draft the order of one factory for its slots."""
    child = Order.objects.create(
        award=parent.award,
        parent=parent,
        buyer=parent.supplier,
        supplier=supplier,
        title="、".join(s.title for s in slots)[:120],
        content="\n".join(f"{s.title}: {_needs(s)}。{s.note}".rstrip("。") for s in slots),
        quantity=max(s.quantity for s in slots),
        amount_yen=amount_yen,
        deliver_on=deliver_on,
        deliver_to=_place(parent.supplier),
    )
    return start(ORDER, child, actor, "draft")


def _parent_content(inquiry: Inquiry, slots: list[Slot]) -> str:
    names = "、".join(s.title for s in slots)
    return f"{inquiry.title}\n{inquiry.text.strip()}\n工程: {names}"


def _needs(slot: Slot) -> str:
    """What the step needs, in Japanese: the order and the ring keep it."""
    with translation.override(settings.LANGUAGE_CODE):
        return slot.needs_text


def _place(organization) -> str:
    return f"{organization.name} {organization.municipality.full_name}{organization.address}"[:200]


def _plan_steps(parent: Order, slots: list[Slot], ends: dict, order_of) -> None:
    made = {}
    for slot in slots:
        made[slot.pk] = WorkStep.objects.create(
            root=parent,
            order=order_of(slot),
            slot=slot,
            position=slot.position,
            title=slot.title,
            needs=_needs(slot),
            quantity=slot.quantity,
            due_on=ends[slot.pk],
        )
        start(WORK_STEP, made[slot.pk], system("award"), "plan")
    for slot in slots:
        made[slot.pk].depends_on.set([made[s.pk] for s in slot.depends_on.all() if s.pk in made])


@transaction.atomic
def award_cancel(*, actor: Actor, award: Award, reason: str) -> Award:
    """Undo an award while no order has gone beyond a draft. Raises InvalidState when one has."""
    if not actor.is_system:
        inquiry_policy.require(actor, "award_cancel", award.inquiry)
    hold(award.inquiry, "awarded")
    hold(award, "decided")
    live = award.orders.select_for_update().exclude(status__in=["void", "refused", "cancelled"])
    if any(order.status != "draft" for order in live):
        raise InvalidState(
            "award.live_order", _("注文書がもう出ているため、決定は取り消せません。先に注文を取り消してください。")
        )
    by = system("award_cancel")
    for order in live:
        apply(ORDER, order, "void", by)
    for step in WorkStep.objects.select_for_update().filter(
        order__award=award, status__in=WORK_STEP.sources_of("cancel")
    ):
        apply(WORK_STEP, step, "cancel", by)
    apply(AWARD, award, "cancel", actor, cancelled_reason=reason.strip()[:500])
    inquiry_award_cancel(award.inquiry, actor)
    return award
