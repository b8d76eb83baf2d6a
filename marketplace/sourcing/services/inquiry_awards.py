"""Moves of an inquiry and its proposals that follow from orders. Called by the orders app, which alone knows whether
an order lives."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import INQUIRY, InquiryStatus
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import InvalidState, LostRace
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Proposal, Quotation
from marketplace.sourcing.selectors.rollup import priced_steps
from marketplace.sourcing.services.endings import inquiry_end_proposals, proposal_end_children
from marketplace.sourcing.states import PROPOSAL, QUOTATION, ProposalStatus, QuotationStatus

#: Why proposals and quotations ended: kept with them.
ANOTHER_QUOTE = "まとめ役は別の町工場の見積を選びました。"
ANOTHER_REVISION = "依頼が変わりました。"
ANOTHER_PROPOSAL = "ほかの提案で作り終えました。"


def inquiry_award(inquiry: Inquiry, proposal: Proposal, actor: Actor, *, reason: str) -> None:
    """Award: the inquiry moves by compare-and-swap, the proposal must still answer its revision, its quotations are
    accepted, everybody else is told why not. Call in the transaction that drafts the orders.

    Raises LostRace when another award was first, InvalidState when the proposal is no longer valid.
    """
    apply(INQUIRY, inquiry, "award", actor, refs={"proposal": str(proposal.public_id)})
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.status != ProposalStatus.SUBMITTED or proposal.inquiry_revision != inquiry.revision:
        raise InvalidState(
            "award.proposal", _("この提案は、もう有効ではありません。画面を開き直して選び直してください。")
        )
    by = system("award")
    apply(PROPOSAL, proposal, "accept", by)
    for quotation in Quotation.objects.select_for_update().filter(
        step__proposal=proposal, status__in=QUOTATION.sources_of("decline")
    ):
        if quotation.status == QuotationStatus.SELECTED:
            apply(QUOTATION, quotation, "accept", by)
        else:
            apply(QUOTATION, quotation, "decline", by, result_reason=ANOTHER_QUOTE)
    for loser in inquiry.proposals.select_for_update().filter(status=ProposalStatus.SUBMITTED):
        apply(PROPOSAL, loser, "decline", by, ended_reason=reason[:200])
    inquiry_end_proposals(inquiry, by, keep=("declined",), reason=reason[:200])


def inquiry_award_cancel(inquiry: Inquiry, actor: Actor) -> None:
    """Undo an award: the winner is submitted again, the losers that are still valid are reconsidered. A winner that has lost
    a factory meanwhile (its order was refused or cancelled) goes back to its hub, which completes it."""
    apply(INQUIRY, inquiry, "award_cancel", actor)
    by = system("award_cancel")
    for proposal in inquiry.proposals.select_for_update().filter(
        status__in=[ProposalStatus.ACCEPTED, ProposalStatus.DECLINED]
    ):
        if proposal.status == ProposalStatus.ACCEPTED:
            apply(PROPOSAL, proposal, "un_accept", by)
            for quotation in Quotation.objects.select_for_update().filter(
                step__proposal=proposal, status=QuotationStatus.ACCEPTED
            ):
                apply(QUOTATION, quotation, "un_accept", by)
            if priced_steps(proposal)[1]:
                apply(PROPOSAL, proposal, "reassemble", by)
        elif proposal.inquiry_revision == inquiry.revision:
            apply(PROPOSAL, proposal, "reconsider", by, ended_reason="")
        else:
            apply(PROPOSAL, proposal, "lapse", by)
            proposal_end_children(proposal, reason=ANOTHER_REVISION)


def inquiry_complete(inquiry: Inquiry) -> None:
    """The parent order is closed: the inquiry is done, and what was declined is over."""
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
        if inquiry.status == InquiryStatus.COMPLETED:
            return
        try:
            apply(INQUIRY, inquiry, "complete", system("order_closed"), ended_at=ClockTimestamp())
        except LostRace:
            return
        inquiry_end_proposals(inquiry, system("order_closed"), keep=("accepted",), reason=ANOTHER_PROPOSAL)
