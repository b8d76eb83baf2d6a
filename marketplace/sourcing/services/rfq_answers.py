"""What an asked factory does with a request: see it, answer it in one of four ways."""

from decimal import Decimal

from django.db import transaction

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Quotation, RequestForQuotation
from marketplace.sourcing.policies import rfq_policy
from marketplace.sourcing.services.answering import hold_open, proxy_of
from marketplace.sourcing.services.quotations import quotation_draft
from marketplace.sourcing.states import (
    QUOTATION,
    RFQ,
    ProposalStatus,
    RfqStatus,
)
from marketplace.sourcing.wording import (
    REFERRAL_MISSING,
)


@transaction.atomic
def rfq_see(*, actor: Actor, rfq: RequestForQuotation) -> RequestForQuotation:
    """The factory has opened the request. Seeing it again changes nothing."""
    rfq_policy.require(actor, "see", rfq)
    if rfq.status != RfqStatus.SENT or rfq.step.proposal.status != ProposalStatus.QUOTING:
        return rfq
    return apply(RFQ, rfq, "see", actor, seen_at=ClockTimestamp())


def _say_no(
    actor: Actor, rfq: RequestForQuotation, answer: str, *, remark: str, reason: str = "", referral: str = ""
) -> RequestForQuotation:
    """Said openly, in the place of what was said before."""
    hold_open(rfq)
    for quotation in Quotation.objects.select_for_update().filter(rfq=rfq, status__in=QUOTATION.sources_of("withdraw")):
        apply(QUOTATION, quotation, "withdraw", actor)
    return apply(
        RFQ,
        rfq,
        "answer",
        actor,
        answer=answer,
        reason=reason,
        referral=referral,
        remark=remark.strip()[:2000],
        answered_at=ClockTimestamp(),
        proxy=proxy_of(actor, rfq),
    )


@transaction.atomic
def rfq_decline(*, actor: Actor, rfq: RequestForQuotation, reason: str = "", remark: str = "") -> RequestForQuotation:
    """Not this time. Never counted against the factory."""
    rfq_policy.require(actor, "decline", rfq)
    if reason and reason not in dict(RequestForQuotation.REASONS):
        raise Invalid("rfq.reason")
    return _say_no(actor, rfq, RequestForQuotation.DECLINE, reason=reason, remark=remark)


@transaction.atomic
def rfq_refer(*, actor: Actor, rfq: RequestForQuotation, referral: str, remark: str = "") -> RequestForQuotation:
    """Ask X instead: the name is kept as an edge of the network. Raises Invalid without a name."""
    rfq_policy.require(actor, "refer", rfq)
    if not referral.strip():
        raise Invalid("rfq.referral", REFERRAL_MISSING)
    return _say_no(actor, rfq, RequestForQuotation.REFER, referral=referral.strip()[:120], remark=remark)


def rfq_answer(
    *,
    actor: Actor,
    rfq: RequestForQuotation,
    answer: str,
    unit_price: Decimal | None,
    total_yen: int | None,
    days: int | None,
    reason: str,
    referral: str,
    remark: str,
) -> None:
    """One of the four answers, with what belongs to it. A quotation is only written down for the check page."""
    if answer == RequestForQuotation.DECLINE:
        rfq_decline(actor=actor, rfq=rfq, reason=reason, remark=remark)
    elif answer == RequestForQuotation.REFER:
        rfq_refer(actor=actor, rfq=rfq, referral=referral, remark=remark)
    else:
        quotation_draft(
            actor=actor,
            rfq=rfq,
            days=days or 0,
            unit_price=unit_price,
            total_yen=total_yen if unit_price is None else None,
            remark=remark,
            is_conditional=answer == RequestForQuotation.CONDITIONAL,
        )
