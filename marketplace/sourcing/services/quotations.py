"""What an asked factory does: read, ask back, quote, decline, refer. Everything before the opening is sealed."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import next_full_quarter
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition
from marketplace.kernel.locking import hold
from marketplace.kernel.money import line_amount
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import Proposal, Question, Quotation, QuotationVersion, RequestForQuotation
from marketplace.sourcing.policies import proposal_policy, rfq_policy
from marketplace.sourcing.services.deadlines import ensure_quotations_due
from marketplace.sourcing.states import (
    QUOTATION,
    RFQ,
    SEALED,
    ProcessStepStatus,
    ProposalStatus,
    QuotationStatus,
    RfqStatus,
)
from marketplace.sourcing.wording import (
    AMOUNT_MISSING,
    ANSWER_MISSING,
    CONDITION_MISSING,
    QUESTION_MISSING,
    REFERRAL_MISSING,
)

TOO_LATE = _("見積の受付は終わりました。書いた内容は送られていません。まとめ役へお電話ください。")


@dataclass(frozen=True)
class Receipt:
    """Proof of a sealed quotation: the database's instant and the hash over what was sealed."""

    quotation: Quotation
    at: datetime
    sha256: str


def _hold_open(rfq: RequestForQuotation) -> Proposal:
    """Hold proposal, step and rfq; the database's clock must be before the opening."""
    proposal = ensure_quotations_due(rfq.step.proposal)
    hold(proposal, ProposalStatus.QUOTING, message=TOO_LATE)
    hold(rfq.step, ProcessStepStatus.OPEN, message=gettext("この工程は、もう募集していません。"))
    hold(rfq, *RFQ.live, message=gettext("この依頼は終わりました。"))
    if db_now() >= present(proposal.opens_at):
        raise InvalidState("quotations.closed", TOO_LATE)
    return proposal


@transaction.atomic
def rfq_see(*, actor: Actor, rfq: RequestForQuotation) -> RequestForQuotation:
    """The factory has opened the request. Seeing it again changes nothing."""
    rfq_policy.require(actor, "see", rfq)
    if rfq.status != RfqStatus.SENT or rfq.step.proposal.status != ProposalStatus.QUOTING:
        return rfq
    return apply(RFQ, rfq, "see", actor, seen_at=ClockTimestamp())


def amount_of(*, unit_price: Decimal | None, total_yen: int | None, quantity: int) -> int:
    """The quotation's amount from a unit price (yen, up to sen) or a total. Raises Invalid for neither, or out of bounds."""
    amount = line_amount(unit_price, quantity) if unit_price is not None else total_yen
    if amount is None or amount <= 0:
        raise Invalid("quotation.amount", AMOUNT_MISSING)
    if amount > 10_000_000_000:
        raise Invalid("quotation.amount_large", gettext("金額が大きすぎます。桁を確かめてください。"))
    return amount


@transaction.atomic
def quotation_draft(
    *,
    actor: Actor,
    rfq: RequestForQuotation,
    days: int,
    unit_price: Decimal | None = None,
    total_yen: int | None = None,
    remark: str = "",
    is_conditional: bool = False,
) -> Quotation:
    """Write the quotation down for the check page; nothing is handed in yet. One that must be confirmed again keeps its row
    until `quotation_submit`; one that was handed in already is changed at once, as its next sealed version."""
    rfq_policy.require(actor, "quote", rfq)
    _hold_open(rfq)
    if not 0 < days <= 365:
        raise Invalid("quotation.days", gettext("日数は 1 から 365 までの数で入れてください。"))
    if is_conditional and not remark.strip():
        raise Invalid("quotation.condition", CONDITION_MISSING)
    step = rfq.step
    facts = {
        "unit_price": unit_price,
        "amount_yen": amount_of(unit_price=unit_price, total_yen=total_yen, quantity=step.quantity),
        "days": days,
        "remark": remark.strip()[:2000],
        "is_conditional": is_conditional,
    }
    quotation = Quotation.objects.select_for_update().filter(rfq=rfq, round=step.round, status__in=SEALED).first()
    if quotation is None:
        quotation = Quotation.objects.create(
            rfq=rfq,
            step=step,
            factory=rfq.factory,
            round=step.round,
            nonce=secrets.token_hex(16),
            **facts,
        )
        return start(QUOTATION, quotation, actor, "draft")
    if quotation.status == QuotationStatus.SUBMITTED:
        apply(QUOTATION, quotation, "edit", actor, version=quotation.version + 1, **facts)
        _seal(quotation, actor, db_now())
        _answered(rfq, actor, _answer_of(quotation), sealed=True)
        return quotation
    Quotation.objects.filter(pk=quotation.pk).update(**facts)
    quotation.refresh_from_db()
    return quotation


@transaction.atomic
def quotation_submit(*, actor: Actor, quotation: Quotation) -> Receipt:
    """Hand the quotation in, sealed. Accepted strictly before the opening by the database's clock, which is asked after
    the proposal's row is locked; the receipt carries that instant."""
    rfq = quotation.rfq
    rfq_policy.require(actor, "quote", rfq)
    proposal = _hold_open(rfq)
    quotation = Quotation.objects.select_for_update().get(pk=quotation.pk)
    if quotation.status == QuotationStatus.SUBMITTED:
        return Receipt(quotation, present(quotation.submitted_at), quotation.receipt_hash)
    at = db_now()
    if at >= present(proposal.opens_at):
        raise InvalidState("quotations.closed", TOO_LATE)
    again = quotation.status == QuotationStatus.NEEDS_CONFIRMING
    apply(QUOTATION, quotation, "submit", actor, version=quotation.version + (1 if again else 0))
    _seal(quotation, actor, at)
    _answered(rfq, actor, _answer_of(quotation), sealed=True)
    _open_early(proposal)
    return Receipt(quotation, at, quotation.receipt_hash)


def _seal(quotation: Quotation, actor: Actor, at: datetime) -> None:
    """Keep what the quotation says now as a version, and put instant and hash on the quotation."""
    body = {
        "quotation": str(quotation.public_id),
        "step": str(quotation.step.public_id),
        "round": quotation.round,
        "version": quotation.version,
        "amount_yen": quotation.amount_yen,
        "unit_price": None if quotation.unit_price is None else str(quotation.unit_price),
        "days": quotation.days,
        "remark": quotation.remark,
        "is_conditional": quotation.is_conditional,
        "at": at.isoformat(),
        "nonce": quotation.nonce,
    }
    sha256 = receipt_of(body)
    QuotationVersion.objects.create(quotation=quotation, version=quotation.version, body=body, at=at, sha256=sha256)
    Quotation.objects.filter(pk=quotation.pk).update(submitted_at=at, submitted_by=actor.user, receipt_hash=sha256)
    quotation.refresh_from_db()


def receipt_of(body: dict) -> str:
    """The hash on the receipt: SHA-256 over what was handed in, as JSON with sorted keys and no spaces."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _answer_of(quotation: Quotation) -> str:
    return RequestForQuotation.CONDITIONAL if quotation.is_conditional else RequestForQuotation.CAN


def _answered(rfq: RequestForQuotation, actor: Actor, answer: str, *, sealed: bool, **facts) -> None:
    """Keep the answer. An answer that changes again (a quotation after a refusal, say) keeps its state and changes its fact."""
    proxy = None if actor.organization == rfq.factory.organization else actor.organization
    facts |= {"answer": answer, "answered_at": ClockTimestamp(), "proxy": proxy}
    if rfq.status in RFQ.sources_of("answer"):
        apply(RFQ, rfq, "answer", actor, refs={"sealed": sealed}, **facts)
    else:
        RequestForQuotation.objects.filter(pk=rfq.pk).update(**facts)
        rfq.refresh_from_db()


def _open_early(proposal: Proposal) -> None:
    """When everybody asked has answered, the seals are broken at the next full quarter hour."""
    open_rfqs = RequestForQuotation.objects.filter(step__proposal=proposal, step__is_in_house=False).exclude(
        status__in=[RfqStatus.CLOSED, RfqStatus.ANSWERED]
    )
    if not open_rfqs.exists():
        sooner = min(present(proposal.opens_at), next_full_quarter(db_now()))
        Proposal.objects.filter(pk=proposal.pk).update(opens_at=sooner)


@transaction.atomic
def quotation_withdraw(*, actor: Actor, quotation: Quotation) -> Quotation:
    """Take a sealed quotation back before the opening."""
    rfq_policy.require(actor, "withdraw", quotation.rfq)
    _hold_open(quotation.rfq)
    quotation = Quotation.objects.select_for_update().get(pk=quotation.pk)
    apply(QUOTATION, quotation, "withdraw", actor)
    apply(RFQ, quotation.rfq, "unanswer", actor, answer="", answered_at=None)
    return quotation


def _say_no(actor: Actor, rfq: RequestForQuotation, answer: str, **facts) -> RequestForQuotation:
    proposal = _hold_open(rfq)
    for quotation in Quotation.objects.select_for_update().filter(rfq=rfq, status__in=QUOTATION.sources_of("withdraw")):
        apply(QUOTATION, quotation, "withdraw", actor)
    _answered(rfq, actor, answer, sealed=False, **facts)
    _open_early(proposal)
    return rfq


@transaction.atomic
def rfq_decline(*, actor: Actor, rfq: RequestForQuotation, reason: str = "", remark: str = "") -> RequestForQuotation:
    """Not this time. Never counted against the factory."""
    rfq_policy.require(actor, "decline", rfq)
    if reason and reason not in dict(RequestForQuotation.REASONS):
        raise Invalid("rfq.reason")
    return _say_no(actor, rfq, RequestForQuotation.DECLINE, reason=reason, remark=remark.strip()[:2000])


@transaction.atomic
def rfq_refer(*, actor: Actor, rfq: RequestForQuotation, referral: str, remark: str = "") -> RequestForQuotation:
    """Ask X instead: the name is kept as an edge of the network. Raises Invalid without a name."""
    rfq_policy.require(actor, "refer", rfq)
    if not referral.strip():
        raise Invalid("rfq.referral", REFERRAL_MISSING)
    return _say_no(actor, rfq, RequestForQuotation.REFER, referral=referral.strip()[:120], remark=remark.strip()[:2000])


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


@transaction.atomic
def question_ask(*, actor: Actor, rfq: RequestForQuotation, text: str) -> Question:
    """Ask before answering; the hub reads it at once, everybody asked reads the answer, nobody reads the name."""
    rfq_policy.require(actor, "ask", rfq)
    if not text.strip():
        raise Invalid("question.empty", QUESTION_MISSING)
    _hold_open(rfq)
    question = Question.objects.create(rfq=rfq, step=rfq.step, text=text.strip()[:2000])
    return _record(question, actor, "ask")


@transaction.atomic
def question_answer(*, actor: Actor, question: Question, answer: str) -> Question:
    """The hub answers to everybody who was asked for the step."""
    proposal_policy.require(actor, "answer_question", question.step.proposal)
    if not answer.strip():
        raise Invalid("question.answer_empty", ANSWER_MISSING)
    hold(question.step.proposal, ProposalStatus.QUOTING)
    if question.answered_at:
        raise InvalidTransition("question.answered", gettext("この質問には、すでに答えています。"))
    question.answer, question.answered_at = answer.strip()[:2000], db_now()
    question.save(update_fields=["answer", "answered_at"])
    return _record(question, actor, "answer")


def _record(question: Question, actor: Actor, act: str) -> Question:
    audit.write(f"question.{act}", question, actor)
    outbox.record(f"question.{act}", question, actor, step=str(question.step.public_id))
    return question
