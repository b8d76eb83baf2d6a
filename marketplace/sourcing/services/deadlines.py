"""What time does to inquiries and proposals. Every service that decides by a deadline calls `ensure_*_due` first, so
a late sweep changes nothing."""

from django.db import transaction

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import INQUIRY, InquiryStatus
from marketplace.kernel.actors import system
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.services.endings import inquiry_end_proposals
from marketplace.sourcing.services.opening import open_quotations
from marketplace.sourcing.states import ProposalStatus


def ensure_inquiry_due(inquiry: Inquiry) -> Inquiry:
    """Close, extend once or fail an open inquiry whose time for proposals has passed. Returns it fresh."""
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).select_related("orderer").get(pk=inquiry.pk)
        if inquiry.status != InquiryStatus.OPEN or db_now() < present(inquiry.proposals_due):
            return inquiry
        actor = system("proposals_due")
        if inquiry.proposals.filter(status=ProposalStatus.SUBMITTED).exists():
            apply(INQUIRY, inquiry, "close_proposals", actor)
            inquiry_end_proposals(inquiry, actor, keep=("submitted",), reason="提案の締切までに提出されませんでした。")
        elif not inquiry.was_extended:
            later = deadline_in_business_days(db_now(), 2)
            apply(INQUIRY, inquiry, "extend", actor, proposals_due=later, was_extended=True)
        else:
            reason = "期限までに提案がありませんでした。"
            apply(INQUIRY, inquiry, "fail", actor, ended_reason=reason, ended_at=ClockTimestamp())
            inquiry_end_proposals(inquiry, actor, reason=reason)
        return inquiry


def ensure_quotations_due(proposal: Proposal) -> Proposal:
    """Open the quotations of a proposal whose time has come. Returns it fresh."""
    with transaction.atomic():
        proposal = (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("inquiry", "organization")
            .get(pk=proposal.pk)
        )
        if proposal.status == ProposalStatus.QUOTING and db_now() >= present(proposal.quotations_due):
            open_quotations(proposal)
        return proposal
