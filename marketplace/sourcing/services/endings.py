"""What ends with its parent: proposals with their inquiry; slots, invitations and quotes with their proposal."""

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Invitation, Proposal, Quote, Slot
from marketplace.sourcing.states import INVITATION, PROPOSAL, QUOTE, SLOT


def inquiry_end_proposals(inquiry: Inquiry, actor: Actor, *, keep: tuple[str, ...] = (), reason: str) -> None:
    """Let every live proposal lapse but those whose status is in `keep`. Call in the transaction that ends the inquiry."""
    lapsing = PROPOSAL.sources_of("lapse")
    for proposal in inquiry.proposals.select_for_update().filter(status__in=lapsing).exclude(status__in=keep):
        proposal_lapse(proposal, system(actor.cause or "inquiry_ended"), reason=reason)


def proposal_lapse(proposal: Proposal, actor: Actor, *, reason: str) -> None:
    apply(PROPOSAL, proposal, "lapse", actor, ended_reason=reason)
    proposal_end_children(proposal, reason=reason)


def proposal_end_children(proposal: Proposal, *, reason: str) -> None:
    """Release the slots, close the invitations and end the quotes of a proposal that is over.
    Opened quotes are declined with the reason, unopened ones lapse."""
    for slot in Slot.objects.select_for_update().filter(proposal=proposal).exclude(status="released"):
        _slot_end(slot, was_asked=proposal.quotes_due is not None, reason=reason)


def _slot_end(slot: Slot, *, was_asked: bool, reason: str) -> None:
    over = system("slot_released")
    apply(SLOT, slot, "release", over)
    quotes = list(Quote.objects.select_for_update().filter(slot=slot, status__in=QUOTE.live))
    told = {q.invitation_id for q in quotes}
    for invitation in Invitation.objects.select_for_update().filter(slot=slot).exclude(status="closed"):
        waits = was_asked and invitation.status in INVITATION.sources_of("silence") and invitation.pk not in told
        apply(INVITATION, invitation, "close", over, refs={"unanswered": waits})
    for quote in quotes:
        if quote.status in QUOTE.sources_of("decline"):
            apply(QUOTE, quote, "decline", over, result_reason=reason)
        elif quote.status in QUOTE.sources_of("lapse"):
            apply(QUOTE, quote, "lapse", over, result_reason=reason)
