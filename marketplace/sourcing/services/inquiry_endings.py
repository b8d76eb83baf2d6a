"""What an orderer does with an inquiry that touches the proposals for it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import inquiry_policy
from marketplace.inquiries.services.inquiries import checked_facts
from marketplace.inquiries.states import INQUIRY, InquiryStatus
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.transitions import apply
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.endings import inquiry_end_proposals
from marketplace.sourcing.states import PROPOSAL, ProposalStatus
from marketplace.sourcing.wording import REASON_MISSING


@transaction.atomic
def inquiry_revise(
    *, actor: Actor, inquiry: Inquiry, text: str, wish_date: date | None = None, quantity: int | None = None
) -> Inquiry:
    """Change what is wanted: a new revision; submitted proposals go back to their hubs."""
    inquiry_policy.require(actor, "revise", inquiry)
    ensure_inquiry_due(inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    facts = checked_facts({"text": text, "wish_date": wish_date, "quantity": quantity})
    apply(INQUIRY, inquiry, "revise", actor, revision=inquiry.revision + 1, **facts)
    for proposal in inquiry.proposals.select_for_update().filter(status=ProposalStatus.SUBMITTED):
        apply(PROPOSAL, proposal, "stale", system("inquiry_revised"))
    return inquiry


@transaction.atomic
def inquiry_close_proposals(*, actor: Actor, inquiry: Inquiry) -> Inquiry:
    """The orderer compares early: only when every live proposal has been submitted."""
    inquiry_policy.require(actor, "close_proposals", inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    live = list(inquiry.proposals.select_for_update().live().values_list("status", flat=True))
    if not live or set(live) != {"submitted"}:
        raise InvalidState(
            "inquiry.proposals_missing", _("まだ提出されていない提案があります。締切までお待ちください。")
        )
    return apply(INQUIRY, inquiry, "close_proposals", actor)


@transaction.atomic
def inquiry_reopen(*, actor: Actor, inquiry: Inquiry, proposals_due: datetime) -> Inquiry:
    """Ask for proposals again; nothing is awarded."""
    inquiry_policy.require(actor, "reopen", inquiry)
    hold(inquiry, InquiryStatus.EVALUATING)
    if proposals_due <= db_now():
        raise Invalid("inquiry.due_past", _("締切は、これからの日時にしてください。"))
    apply(INQUIRY, inquiry, "reopen", actor, proposals_due=proposals_due)
    for proposal in inquiry.proposals.select_for_update().filter(status=ProposalStatus.DECLINED):
        apply(PROPOSAL, proposal, "reconsider", system("reopen"))
    return inquiry


def _end(actor: Actor, inquiry: Inquiry, move: str, reason: str) -> Inquiry:
    inquiry_policy.require(actor, move, inquiry)
    reason = reason.strip()
    if not reason:
        raise Invalid("reason", REASON_MISSING)
    apply(INQUIRY, inquiry, move, actor, ended_reason=reason[:200], ended_at=ClockTimestamp())
    inquiry_end_proposals(inquiry, actor, reason=reason[:200])
    return inquiry


@transaction.atomic
def inquiry_cancel(*, actor: Actor, inquiry: Inquiry, reason: str) -> Inquiry:
    """Call it off, with a reason; everyone who was asked is told."""
    return _end(actor, inquiry, "cancel", reason)


@transaction.atomic
def inquiry_fail(*, actor: Actor, inquiry: Inquiry, reason: str) -> Inquiry:
    """None of the proposals will do; the reason feeds the map of what the town could not make."""
    return _end(actor, inquiry, "fail", reason)
