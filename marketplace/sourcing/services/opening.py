"""Breaking the seals: one logged act that opens every quote of a proposal at once."""

from marketplace.kernel import audit
from marketplace.kernel.actors import system
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Invitation, Proposal, Quote
from marketplace.sourcing.states import INVITATION, PROPOSAL, QUOTE


def open_quotes(proposal: Proposal) -> None:
    """Open the submitted quotes of the current rounds. The caller holds the proposal's row and has asked the database's
    clock. The audit entry lists the receipts' hashes, so that nobody can add or change a quote afterwards."""
    actor = system("quotes_due")
    apply(PROPOSAL, proposal, "open_quotes", actor, quotes_opened_at=ClockTimestamp())
    for invitation in Invitation.objects.select_for_update().filter(
        slot__proposal=proposal, status__in=INVITATION.sources_of("silence")
    ):
        apply(INVITATION, invitation, "silence", actor)
    hashes = []
    waiting = Quote.objects.select_for_update(of=("self",)).filter(
        slot__proposal=proposal, status__in=["draft", "submitted", "needs_confirming"]
    )
    for quote in waiting.order_by("pk"):
        if quote.status == "submitted":
            apply(QUOTE, quote, "open", actor)
            hashes.append(quote.receipt_hash)
        else:
            apply(QUOTE, quote, "lapse", actor, result_reason="期限までに確定されませんでした。")
    audit.write("proposal.opening", proposal, actor, note={"receipts": hashes})
