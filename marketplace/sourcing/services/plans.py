"""The process plan of a proposal: writing it, and changing it after factories were asked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import business_day_later, deadline_in_business_days
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid
from marketplace.kernel.locking import hold
from marketplace.kernel.money import line_amount
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import ProcessStep, Proposal, Quotation
from marketplace.sourcing.policies import proposal_policy
from marketplace.sourcing.services.cards import label_keep
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due
from marketplace.sourcing.states import (
    PLANNABLE,
    PROCESS_STEP,
    PROPOSAL,
    QUOTATION,
    REQUESTED,
    RFQ,
    ProcessStepStatus,
    ProposalStatus,
    QuotationStatus,
)
from marketplace.teaming.rollup import PricedStep, in_order

MAX_STEPS = 20


@dataclass(frozen=True)
class StepEntry:
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


def _check(entries: list[StepEntry]) -> None:
    words = taxonomy()
    if not entries:
        raise Invalid("plan.empty", _("工程を1つ以上入れてください。"))
    if len(entries) > MAX_STEPS:
        raise Invalid("plan.too_long", _("工程は %(n)s までです。") % {"n": MAX_STEPS})
    for number, entry in enumerate(entries, 1):
        if words.process(entry.process) is None:
            raise Invalid("plan.process", _("工程%(n)s: 一覧にある工程を選んでください。") % {"n": number})
        if entry.material and words.material(entry.material) is None:
            raise Invalid("plan.material", _("工程%(n)s: 一覧にある材質を選んでください。") % {"n": number})
        if entry.quantity < 1:
            raise Invalid("plan.quantity", _("工程%(n)s: 数は1以上にしてください。") % {"n": number})
        if entry.is_in_house and (entry.in_house_yen is None or entry.in_house_days is None):
            raise Invalid(
                "plan.in_house", _("工程%(n)s: 自社で行う工程には、金額と日数を入れてください。") % {"n": number}
            )
    try:
        in_order([PricedStep(n, 0, 0, entry.after) for n, entry in enumerate(entries, 1)])
    except ValueError:
        raise Invalid("plan.circle", _("工程の順番が輪になっています。前の工程を選び直してください。")) from None


@transaction.atomic
def plan_save(*, actor: Actor, proposal: Proposal, entries: list[StepEntry]) -> Proposal:
    """Save the process plan before anybody was asked. Raises Invalid naming the step."""
    proposal_policy.require(actor, "plan", proposal)
    _check(entries)
    inquiry = proposal.inquiry
    ensure_inquiry_due(inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    hold(proposal, *PLANNABLE)
    proposal.steps.all().delete()
    steps = [_step_of(proposal, number, entry) for number, entry in enumerate(entries, 1)]
    ProcessStep.objects.bulk_create(steps)
    for step, entry in zip(steps, entries, strict=True):
        step.depends_on.set([steps[n - 1] for n in entry.after])
    move = "plan" if proposal.status == ProposalStatus.CONSULTING else "replan"
    apply(
        PROPOSAL,
        proposal,
        move,
        actor,
        plan_revision=proposal.plan_revision + 1,
        inquiry_revision=inquiry.revision,
        quantity=inquiry.quantity,
    )
    label_keep(proposal)
    return proposal


def _step_of(proposal: Proposal, number: int, entry: StepEntry) -> ProcessStep:
    x, y, z = (*entry.size_mm, None, None, None)[:3]
    return ProcessStep(
        proposal=proposal,
        position=number,
        process=entry.process,
        title=entry.title.strip()[:60] or present(taxonomy().process(entry.process)).name_ja,
        note=entry.note.strip(),
        reason=entry.reason[:200],
        material=entry.material,
        size_x_mm=x,
        size_y_mm=y,
        size_z_mm=z,
        tolerance_mm=entry.tolerance_mm,
        quantity=entry.quantity,
        is_in_house=entry.is_in_house,
        in_house_yen=entry.in_house_yen,
        in_house_days=entry.in_house_days,
        status=ProcessStepStatus.FILLED if entry.is_in_house else ProcessStepStatus.OPEN,
    )


@transaction.atomic
def plan_change(*, actor: Actor, step: ProcessStep, note: str, **needs) -> Proposal:
    """Change what a step needs after it was asked: that step gets a new sealed round, its quotations must be confirmed
    again; with under one business day left everybody gets one more."""
    proposal = step.proposal
    proposal_policy.require(actor, "change_plan", proposal)
    ensure_quotations_due(proposal)
    inquiry = proposal.inquiry
    hold(inquiry, InquiryStatus.OPEN)
    hold(proposal, *REQUESTED)
    hold(step, *PROCESS_STEP.live)
    allowed = {"title", "material", "size_x_mm", "size_y_mm", "size_z_mm", "tolerance_mm", "quantity"}
    for name in needs:
        if name not in allowed:
            raise Invalid("plan.unknown", name)
    if step.status == ProcessStepStatus.FILLED and not step.is_in_house:
        apply(PROCESS_STEP, step, "unfill", actor)
    ProcessStep.objects.filter(pk=step.pk).update(round=step.round + 1, note=note.strip(), **needs)
    step.refresh_from_db()
    _ask_anew(step, actor)
    due = _due_with_a_day_left(proposal)
    quantity = inquiry.quantity if "quantity" in needs else proposal.quantity
    return apply(
        PROPOSAL,
        proposal,
        "change_plan",
        actor,
        quotations_due=due,
        plan_revision=proposal.plan_revision + 1,
        quantity=quantity,
        refs={"step": str(step.public_id)},
    )


def _ask_anew(step: ProcessStep, actor: Actor) -> None:
    """Everybody asked for the step is asked again; quotations handed in wait to be confirmed."""
    for rfq in step.rfqs.select_for_update().filter(status__in=RFQ.sources_of("renew")):
        apply(
            RFQ,
            rfq,
            "renew",
            actor,
            answer="",
            sent_at=ClockTimestamp(),
            seen_at=None,
            answered_at=None,
        )
    for quotation in Quotation.objects.select_for_update().filter(step=step, status__in=QUOTATION.sources_of("touch")):
        apply(QUOTATION, quotation, "touch", system("plan_changed"), **_for_the_round(step, quotation))
    for draft in Quotation.objects.select_for_update().filter(step=step, status=QuotationStatus.DRAFT):
        Quotation.objects.filter(pk=draft.pk).update(**_for_the_round(step, draft))


def _for_the_round(step: ProcessStep, quotation: Quotation) -> dict[str, int]:
    """A price by the piece is reckoned for the new number; a total stays, and is given anew where the number is another."""
    if quotation.unit_price is None:
        return {"round": step.round}
    amount = max(1, line_amount(quotation.unit_price, step.quantity))
    return {"round": step.round, "amount_yen": amount, "quantity": step.quantity}


def _due_with_a_day_left(proposal: Proposal) -> datetime:
    """When quotations are due: as it was or in one business day, whichever is later; at the latest when proposals are."""
    last = present(proposal.inquiry.proposals_due)
    due = max(present(proposal.quotations_due), deadline_in_business_days(db_now(), 1))
    return last if business_day_later(due) > last else due
