"""What ends with its parent: proposals with their inquiry; steps, rfqs and quotations with their proposal."""

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import ProcessStep, Proposal, Quotation, RequestForQuotation
from marketplace.sourcing.states import PROCESS_STEP, PROPOSAL, QUOTATION, RFQ, ProcessStepStatus, RfqStatus


def inquiry_end_proposals(inquiry: Inquiry, actor: Actor, *, keep: tuple[str, ...] = (), reason: str) -> None:
    """Let every live proposal lapse but those whose status is in `keep`. Call in the transaction that ends the inquiry."""
    lapsing = PROPOSAL.sources_of("lapse")
    for proposal in inquiry.proposals.select_for_update().filter(status__in=lapsing).exclude(status__in=keep):
        proposal_lapse(proposal, system(actor.cause or "inquiry_ended"), reason=reason)


def proposal_lapse(proposal: Proposal, actor: Actor, *, reason: str) -> None:
    apply(PROPOSAL, proposal, "lapse", actor, ended_reason=reason)
    proposal_end_children(proposal, reason=reason)


def proposal_end_children(proposal: Proposal, *, reason: str) -> None:
    """Release the steps, close the rfqs and end the quotations of a proposal that is over.
    Opened quotations are declined with the reason, unopened ones lapse."""
    for step in (
        ProcessStep.objects.select_for_update().filter(proposal=proposal).exclude(status=ProcessStepStatus.RELEASED)
    ):
        _step_end(step, was_requested=proposal.quotations_due is not None, reason=reason)


def _step_end(step: ProcessStep, *, was_requested: bool, reason: str) -> None:
    over = system("step_released")
    apply(PROCESS_STEP, step, "release", over)
    quotations = list(Quotation.objects.select_for_update().filter(step=step, status__in=QUOTATION.live))
    told = {q.rfq_id for q in quotations}
    for rfq in RequestForQuotation.objects.select_for_update().filter(step=step).exclude(status=RfqStatus.CLOSED):
        waits = was_requested and rfq.status in RFQ.sources_of("silence") and rfq.pk not in told
        apply(RFQ, rfq, "close", over, refs={"unanswered": waits})
    for quotation in quotations:
        if quotation.status in QUOTATION.sources_of("decline"):
            apply(QUOTATION, quotation, "decline", over, result_reason=reason)
        elif quotation.status in QUOTATION.sources_of("lapse"):
            apply(QUOTATION, quotation, "lapse", over, result_reason=reason)
