"""What time does to inquiries and proposals. Every service that decides by a deadline calls `ensure_*_due` first, so
a late sweep changes nothing."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from marketplace.kernel import outbox
from marketplace.kernel.actors import system
from marketplace.kernel.calendar import add_business_time, deadline_in_business_days
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import LostRace
from marketplace.kernel.transitions import apply
from marketplace.models import Inquiry, Proposal
from marketplace.services.endings import inquiry_end_proposals
from marketplace.services.opening import open_quotes
from marketplace.states import INQUIRY


def ensure_inquiry_due(inquiry: Inquiry) -> Inquiry:
    """Close, extend once or fail an open inquiry whose time for proposals has passed. Returns it fresh."""
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).select_related("orderer").get(pk=inquiry.pk)
        if inquiry.status != "open" or db_now() < inquiry.proposals_due:
            return inquiry
        actor = system("proposals_due")
        if inquiry.proposals.filter(status="submitted").exists():
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


def ensure_quotes_due(proposal: Proposal) -> Proposal:
    """Open the quotes of a proposal whose time has come. Returns it fresh."""
    with transaction.atomic():
        proposal = (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("inquiry", "organization")
            .get(pk=proposal.pk)
        )
        if proposal.status == "quoting" and db_now() >= proposal.opens_at:
            open_quotes(proposal)
        return proposal


def pass_on(inquiry: Inquiry) -> bool:
    """Tell the next desk when nobody has answered: deputy at 60 business minutes, all hubs of the region at 120,
    partners' desks at 240. Returns whether somebody new was told."""
    numbers = settings.NAKAMA
    steps = [
        numbers["DEPUTY_AT_BUSINESS_MINUTES"],
        numbers["ALL_HUBS_AT_BUSINESS_MINUTES"],
        numbers["PARTNERS_AT_BUSINESS_MINUTES"],
    ]
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
        if inquiry.status != "open" or inquiry.answered_at or inquiry.passed_on >= len(steps):
            return False
        if db_now() < add_business_time(inquiry.posted_at, timedelta(minutes=steps[inquiry.passed_on])):
            return False
        inquiry.passed_on += 1
        inquiry.save(update_fields=["passed_on"])
        outbox.record("inquiry.pass_on", inquiry, system("clock"), stage=inquiry.passed_on)
        return True


def sweep() -> dict[str, int]:
    """Everything that is due now; safe to run at once with other sweeps. Returns counts by kind."""
    counts = {"inquiries": 0, "openings": 0, "passed_on": 0}
    for proposal in Proposal.objects.due_for_opening():
        try:
            ensure_quotes_due(proposal)
            counts["openings"] += 1
        except LostRace:
            continue
    for inquiry in Inquiry.objects.due_for_closing():
        try:
            ensure_inquiry_due(inquiry)
            counts["inquiries"] += 1
        except LostRace:
            continue
    for inquiry in Inquiry.objects.filter(status="open", answered_at=None, passed_on__lt=3):
        counts["passed_on"] += pass_on(inquiry)
    return counts
