"""Breaking the seals: one logged act that opens every quotation of a proposal at once."""

from marketplace.kernel import audit
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Proposal, Quotation, RequestForQuotation
from marketplace.sourcing.states import PROPOSAL, QUOTATION, RFQ, SEALED, QuotationStatus


def open_quotations(proposal: Proposal) -> None:
    """Open the submitted quotations of the current rounds. The caller holds the proposal's row and has asked the database's
    clock. The audit entry lists the receipts' hashes, so that nobody can add or change a quotation afterwards."""
    actor = system("quotations_due")
    apply(PROPOSAL, proposal, "open_quotations", actor, quotations_opened_at=ClockTimestamp())
    requests = RequestForQuotation.objects.filter(step__proposal=proposal).select_for_update().in_bulk()
    waiting = Quotation.objects.select_for_update(of=("self",)).filter(step__proposal=proposal, status__in=SEALED)
    hashes = []
    for quotation in waiting.order_by("pk"):
        if quotation.status == QuotationStatus.SUBMITTED:
            apply(QUOTATION, quotation, "open", actor)
            _write_answer(requests[quotation.rfq_id], quotation, actor)
            hashes.append(quotation.receipt_hash)
        else:
            apply(QUOTATION, quotation, "lapse", actor, result_reason="期限までに確定されませんでした。")
    for rfq in requests.values():
        if rfq.status in RFQ.sources_of("silence"):
            apply(RFQ, rfq, "silence", actor)
    audit.write("proposal.opening", proposal, actor, note={"receipts": hashes})


def _write_answer(rfq: RequestForQuotation, quotation: Quotation, actor: Actor) -> None:
    answer = RequestForQuotation.CONDITIONAL if quotation.is_conditional else RequestForQuotation.CAN
    facts = {"answer": answer, "answered_at": quotation.submitted_at, "proxy": quotation.proxy}
    apply(RFQ, rfq, "open", actor, **facts)
