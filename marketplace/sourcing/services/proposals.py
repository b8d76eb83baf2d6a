"""What a hub does with its proposal: take, choose, submit, withdraw."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import inquiry_policy
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import Proposal, Quotation
from marketplace.sourcing.policies import proposal_policy
from marketplace.sourcing.selectors.rollup import rolled_up
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.endings import proposal_end_children
from marketplace.sourcing.states import (
    IN_WORK,
    PLANNED,
    PROPOSAL,
    QUOTATION,
    ProposalStatus,
    QuotationStatus,
)
from marketplace.sourcing.wording import FIRST_ANSWER_MISSING, SUMMARY_MISSING


@transaction.atomic
def proposal_take(*, actor: Actor, inquiry: Inquiry, first_answer: str) -> Proposal:
    """Answer an inquiry with a human sentence: it is stored on the proposal and stops the two-hour clock.

    Raises Invalid for an empty sentence, InvalidState when the inquiry is over or already taken by this organization.
    """
    inquiry_policy.require(actor, "take", inquiry)
    if not first_answer.strip():
        raise Invalid("proposal.first_answer", FIRST_ANSWER_MISSING)
    ensure_inquiry_due(inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    now = db_now()
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                inquiry=inquiry,
                organization=actor.organization,
                first_answer=first_answer.strip()[:2000],
                answered_by=actor.user,
                answered_at=now,
                inquiry_revision=inquiry.revision,
            )
    except IntegrityError:
        raise InvalidState("proposal.twice", _("この相談には、すでに御社から返事をしています。")) from None
    Inquiry.objects.filter(pk=inquiry.pk, answered_at=None).update(answered_at=now)
    return start(PROPOSAL, proposal, actor, "take", refs={"inquiry": str(inquiry.public_id)})


@transaction.atomic
def margin_set(*, actor: Actor, proposal: Proposal, margin_percent: Decimal) -> Proposal:
    """The hub's own share, in percent of the price; seen by the hub alone."""
    proposal_policy.require(actor, "choose", proposal)
    if not 0 <= margin_percent <= 60:
        raise Invalid("margin", _("取り分は 0 から 60 までの数にしてください。"))
    hold(proposal, *PLANNED)
    Proposal.objects.filter(pk=proposal.pk).update(margin_percent=margin_percent)
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def proposal_submit(
    *, actor: Actor, proposal: Proposal, summary: str, conditions: str = "", ideas: str = ""
) -> Proposal:
    """Hand the proposal in: every step filled, the inquiry open and unchanged; total and dates computed here.

    Raises InvalidState naming what is missing, Invalid for an empty summary.
    """
    proposal_policy.require(actor, "submit", proposal)
    if not summary.strip():
        raise Invalid("proposal.summary", SUMMARY_MISSING)
    inquiry = proposal.inquiry
    ensure_inquiry_due(inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    hold(proposal, ProposalStatus.ASSEMBLING)
    if proposal.inquiry_revision != inquiry.revision:
        raise InvalidState(
            "proposal.old_revision", _("発注者が依頼を変えました。変わった点を確かめてから提案してください。")
        )
    now = db_now()
    figures, missing = rolled_up(proposal, today=jst_date(now))
    if figures is None:
        names = _("、").join(f"{s.position} {s.title}" for s in missing)
        raise InvalidState("proposal.unfilled", _("まだ決まっていない工程があります: %(names)s") % {"names": names})
    for quotation in Quotation.objects.select_for_update().filter(
        step__proposal=proposal, status=QuotationStatus.OPENED
    ):
        apply(QUOTATION, quotation, "pass_over", actor)
    return apply(
        PROPOSAL,
        proposal,
        "submit",
        actor,
        summary=summary.strip(),
        conditions=conditions.strip(),
        ideas=ideas.strip(),
        total_yen=figures.total_yen,
        deliver_on=figures.deliver_on,
        submitted_at=now,
    )


@transaction.atomic
def revision_accept(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The hub has read the changed inquiry and stands by its plan for the new revision."""
    proposal_policy.require(actor, "submit", proposal)
    hold(proposal.inquiry, InquiryStatus.OPEN)
    hold(proposal, *IN_WORK)
    if proposal.plan_revision and proposal.quantity != proposal.inquiry.quantity:
        raise InvalidState(
            "proposal.quantity", _("個数が変わりました。工程の数を直してください。そのあと、この確認を押せます。")
        )
    Proposal.objects.filter(pk=proposal.pk).update(inquiry_revision=proposal.inquiry.revision)
    proposal.refresh_from_db()
    audit.write("proposal.revision_accept", proposal, actor, note={"revision": proposal.inquiry_revision})
    return proposal


@transaction.atomic
def proposal_take_back(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Take a submitted proposal back to change it, while the inquiry is open."""
    proposal_policy.require(actor, "take_back", proposal)
    ensure_inquiry_due(proposal.inquiry)
    hold(proposal.inquiry, InquiryStatus.OPEN)
    return apply(PROPOSAL, proposal, "take_back", actor)


@transaction.atomic
def proposal_withdraw(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Withdraw, with a reason that everyone who was asked reads."""
    proposal_policy.require(actor, "withdraw", proposal)
    reason = reason.strip()[:200]
    if not reason:
        raise Invalid("reason", _("理由を書いてください。頼んだ町工場に伝わります。"))
    apply(PROPOSAL, proposal, "withdraw", actor, ended_reason=reason)
    proposal_end_children(proposal, reason=reason)
    return proposal
