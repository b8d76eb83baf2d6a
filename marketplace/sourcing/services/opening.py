"""Breaking the seals: one logged act that opens every quotation of a proposal at once."""

from marketplace.kernel import audit
from marketplace.kernel.actors import system
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Proposal, Quotation, RequestForQuotation
from marketplace.sourcing.states import PROPOSAL, QUOTATION, RFQ, SEALED, QuotationStatus


def open_quotations(proposal: Proposal) -> None:
    """Open the submitted quotations of the current rounds. The caller holds the proposal's row and has asked the database's
    clock. The audit entry lists the receipts' hashes, so that nobody can add or change a quotation afterwards."""
    actor = system("quotations_due")
    apply(PROPOSAL, proposal, "open_quotations", actor, quotations_opened_at=ClockTimestamp())
    for rfq in RequestForQuotation.objects.select_for_update().filter(
        step__proposal=proposal, status__in=RFQ.sources_of("silence")
    ):
        apply(RFQ, rfq, "silence", actor)
    hashes = []
    waiting = Quotation.objects.select_for_update(of=("self",)).filter(step__proposal=proposal, status__in=SEALED)
    for quotation in waiting.order_by("pk"):
        if quotation.status == QuotationStatus.SUBMITTED:
            apply(QUOTATION, quotation, "open", actor)
            hashes.append(quotation.receipt_hash)
        else:
            apply(QUOTATION, quotation, "lapse", actor, result_reason="期限までに確定されませんでした。")
    audit.write("proposal.opening", proposal, actor, note={"receipts": hashes})
