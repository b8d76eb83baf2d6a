"""The process plan of a proposal: writing it, and changing it after factories were asked."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import business_day_later, deadline_in_business_days
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Proposal, Quote, Slot
from marketplace.sourcing.policies import proposal_policy
from marketplace.sourcing.services.cards import label_keep
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotes_due
from marketplace.sourcing.states import INVITATION, PROPOSAL, QUOTE, SLOT
from marketplace.teaming.rollup import Leg, in_order

MAX_STEPS = 20


@dataclass(frozen=True)
class Step:
    """One row of a plan as the hub wrote it. `after`: positions (from 1) of the steps it waits for."""

    process: str
    title: str = ""
    note: str = ""
    reason: str = ""
    material: str = ""
    size_mm: tuple[int, ...] = ()
    tolerance_mm: Decimal | None = None
    quantity: int = 1
    after: tuple[int, ...] = ()
    is_in_house: bool = False
    in_house_yen: int | None = None
    in_house_days: int | None = None


def _check(steps: list[Step]) -> None:
    words = taxonomy()
    if not steps:
        raise Invalid("plan.empty", _("工程を1つ以上入れてください。"))
    if len(steps) > MAX_STEPS:
        raise Invalid("plan.too_long", _("工程は %(n)s までです。") % {"n": MAX_STEPS})
    for number, step in enumerate(steps, 1):
        if words.process(step.process) is None:
            raise Invalid("plan.process", _("工程%(n)s: 一覧にある工程を選んでください。") % {"n": number})
        if step.material and words.material(step.material) is None:
            raise Invalid("plan.material", _("工程%(n)s: 一覧にある材質を選んでください。") % {"n": number})
        if step.quantity < 1:
            raise Invalid("plan.quantity", _("工程%(n)s: 数は1以上にしてください。") % {"n": number})
        if step.is_in_house and (step.in_house_yen is None or step.in_house_days is None):
            raise Invalid(
                "plan.in_house", _("工程%(n)s: 自社で行う工程には、金額と日数を入れてください。") % {"n": number}
            )
    try:
        in_order([Leg(n, 0, 0, step.after) for n, step in enumerate(steps, 1)])
    except ValueError:
        raise Invalid("plan.circle", _("工程の順番が輪になっています。前の工程を選び直してください。")) from None


@transaction.atomic
def plan_save(*, actor: Actor, proposal: Proposal, steps: list[Step]) -> Proposal:
    """Save the process plan before anybody was asked. Raises Invalid naming the step."""
    proposal_policy.require(actor, "plan", proposal)
    _check(steps)
    inquiry = proposal.inquiry
    ensure_inquiry_due(inquiry)
    hold(inquiry, "open")
    hold(proposal, "consulting", "planning")
    proposal.slots.all().delete()
    slots = [_slot_from(proposal, number, step) for number, step in enumerate(steps, 1)]
    Slot.objects.bulk_create(slots)
    for slot, step in zip(slots, steps, strict=True):
        slot.depends_on.set([slots[n - 1] for n in step.after])
    move = "plan" if proposal.status == "consulting" else "replan"
    apply(PROPOSAL, proposal, move, actor, plan_revision=proposal.plan_revision + 1, inquiry_revision=inquiry.revision)
    label_keep(proposal)
    return proposal


def _slot_from(proposal: Proposal, number: int, step: Step) -> Slot:
    x, y, z = (*step.size_mm, None, None, None)[:3]
    return Slot(
        proposal=proposal,
        position=number,
        process=step.process,
        title=step.title.strip()[:60] or taxonomy().process(step.process).name_ja,
        note=step.note.strip(),
        reason=step.reason[:200],
        material=step.material,
        size_x_mm=x,
        size_y_mm=y,
        size_z_mm=z,
        tolerance_mm=step.tolerance_mm,
        quantity=step.quantity,
        is_in_house=step.is_in_house,
        in_house_yen=step.in_house_yen,
        in_house_days=step.in_house_days,
        status="filled" if step.is_in_house else "open",
    )


@transaction.atomic
def plan_change(*, actor: Actor, slot: Slot, note: str, **needs) -> Proposal:
    """Change what a step needs after it was asked: that step gets a new sealed round, its quotes must be confirmed
    again; with under one business day left everybody gets one more."""
    proposal = slot.proposal
    proposal_policy.require(actor, "change_plan", proposal)
    ensure_quotes_due(proposal)
    inquiry = proposal.inquiry
    hold(inquiry, "open")
    hold(proposal, "quoting", "assembling")
    hold(slot, "open", "filled")
    allowed = {"title", "material", "size_x_mm", "size_y_mm", "size_z_mm", "tolerance_mm", "quantity"}
    for name in needs:
        if name not in allowed:
            raise Invalid("plan.unknown", name)
    if slot.status == "filled" and not slot.is_in_house:
        apply(SLOT, slot, "unfill", actor)
    Slot.objects.filter(pk=slot.pk).update(round=slot.round + 1, note=note.strip(), **needs)
    slot.refresh_from_db()
    changed = system("plan_changed")
    for invitation in slot.invitations.select_for_update().filter(status__in=INVITATION.sources_of("ask_again")):
        apply(
            INVITATION,
            invitation,
            "ask_again",
            actor,
            answer="",
            sent_at=ClockTimestamp(),
            seen_at=None,
            answered_at=None,
        )
    for quote in Quote.objects.select_for_update().filter(slot=slot, status__in=QUOTE.sources_of("touch")):
        apply(QUOTE, quote, "touch", changed, round=slot.round)
    now = db_now()
    due = max(proposal.quotes_due, deadline_in_business_days(now, 1))
    if business_day_later(due) > inquiry.proposals_due:
        due = inquiry.proposals_due
    return apply(
        PROPOSAL,
        proposal,
        "change_plan",
        actor,
        quotes_due=due,
        opens_at=due,
        plan_revision=proposal.plan_revision + 1,
        refs={"slot": str(slot.public_id)},
    )
