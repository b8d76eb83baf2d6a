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
from marketplace.kernel.money import line_amount
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import Invitation, Proposal, Question, Quote, QuoteVersion
from marketplace.sourcing.policies import invitation_policy, proposal_policy
from marketplace.sourcing.services.deadlines import ensure_quotes_due
from marketplace.sourcing.states import INVITATION, QUOTE

TOO_LATE = _("見積の受付は終わりました。書いた内容は送られていません。まとめ役へお電話ください。")


@dataclass(frozen=True)
class Receipt:
    """Proof of a sealed quote: the database's instant and the hash over what was sealed."""

    quote: Quote
    at: datetime
    sha256: str


def _hold_open(invitation: Invitation) -> Proposal:
    """Hold proposal, slot and invitation; the database's clock must be before the opening."""
    proposal = ensure_quotes_due(invitation.slot.proposal)
    hold(proposal, "quoting", message=TOO_LATE)
    hold(invitation.slot, "open", message=gettext("この工程は、もう募集していません。"))
    hold(invitation, "sent", "seen", "answered", "silent", message=gettext("この依頼は終わりました。"))
    if db_now() >= proposal.opens_at:
        raise InvalidState("quotes.closed", TOO_LATE)
    return proposal


@transaction.atomic
def invitation_see(*, actor: Actor, invitation: Invitation) -> Invitation:
    """The factory has opened the request. Seeing it again changes nothing."""
    invitation_policy.require(actor, "see", invitation)
    if invitation.status != "sent" or invitation.slot.proposal.status != "quoting":
        return invitation
    return apply(INVITATION, invitation, "see", actor, seen_at=ClockTimestamp())


def amount_of(*, unit_price: Decimal | None, total_yen: int | None, quantity: int) -> int:
    """The quote's amount from a unit price (yen, up to sen) or a total. Raises Invalid for neither, or out of bounds."""
    amount = line_amount(unit_price, quantity) if unit_price is not None else total_yen
    if amount is None or amount <= 0:
        raise Invalid("quote.amount", gettext("金額を入れてください。1円以上の数字です。"))
    if amount > 10_000_000_000:
        raise Invalid("quote.amount_large", gettext("金額が大きすぎます。桁を確かめてください。"))
    return amount


@transaction.atomic
def quote_draft(
    *,
    actor: Actor,
    invitation: Invitation,
    days: int,
    unit_price: Decimal | None = None,
    total_yen: int | None = None,
    remark: str = "",
    is_conditional: bool = False,
) -> Quote:
    """Write the quote down for the check page; nothing is handed in yet. One that must be confirmed again keeps its row
    until `quote_submit`; one that was handed in already is changed at once, as its next sealed version."""
    invitation_policy.require(actor, "quote", invitation)
    _hold_open(invitation)
    if not 0 < days <= 365:
        raise Invalid("quote.days", gettext("日数は 1 から 365 までの数で入れてください。"))
    if is_conditional and not remark.strip():
        raise Invalid("quote.condition", gettext("条件をひとこと書いてください。"))
    slot = invitation.slot
    facts = {
        "unit_price": unit_price,
        "amount_yen": amount_of(unit_price=unit_price, total_yen=total_yen, quantity=slot.quantity),
        "days": days,
        "remark": remark.strip()[:2000],
        "is_conditional": is_conditional,
    }
    quote = (
        Quote.objects.select_for_update()
        .filter(invitation=invitation, round=slot.round, status__in=["draft", "submitted", "needs_confirming"])
        .first()
    )
    if quote is None:
        quote = Quote.objects.create(
            invitation=invitation,
            slot=slot,
            factory=invitation.factory,
            round=slot.round,
            nonce=secrets.token_hex(16),
            **facts,
        )
        return start(QUOTE, quote, actor, "draft")
    if quote.status == "submitted":
        apply(QUOTE, quote, "edit", actor, version=quote.version + 1, **facts)
        _seal(quote, actor, db_now())
        _answered(invitation, actor, _answer_of(quote), sealed=True)
        return quote
    Quote.objects.filter(pk=quote.pk).update(**facts)
    quote.refresh_from_db()
    return quote


@transaction.atomic
def quote_submit(*, actor: Actor, quote: Quote) -> Receipt:
    """Hand the quote in, sealed. Accepted strictly before the opening by the database's clock, which is asked after
    the proposal's row is locked; the receipt carries that instant."""
    invitation = quote.invitation
    invitation_policy.require(actor, "quote", invitation)
    proposal = _hold_open(invitation)
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.status == "submitted":
        return Receipt(quote, quote.submitted_at, quote.receipt_hash)
    at = db_now()
    if at >= proposal.opens_at:
        raise InvalidState("quotes.closed", TOO_LATE)
    again = quote.status == "needs_confirming"
    apply(QUOTE, quote, "submit", actor, version=quote.version + (1 if again else 0))
    _seal(quote, actor, at)
    _answered(invitation, actor, _answer_of(quote), sealed=True)
    _open_early(proposal)
    return Receipt(quote, at, quote.receipt_hash)


def _seal(quote: Quote, actor: Actor, at: datetime) -> None:
    """Keep what the quote says now as a version, and put instant and hash on the quote."""
    body = {
        "quote": str(quote.public_id),
        "slot": str(quote.slot.public_id),
        "round": quote.round,
        "version": quote.version,
        "amount_yen": quote.amount_yen,
        "unit_price": None if quote.unit_price is None else str(quote.unit_price),
        "days": quote.days,
        "remark": quote.remark,
        "is_conditional": quote.is_conditional,
        "at": at.isoformat(),
        "nonce": quote.nonce,
    }
    sha256 = receipt_of(body)
    QuoteVersion.objects.create(quote=quote, version=quote.version, body=body, at=at, sha256=sha256)
    Quote.objects.filter(pk=quote.pk).update(submitted_at=at, submitted_by=actor.user, receipt_hash=sha256)
    quote.refresh_from_db()


def receipt_of(body: dict) -> str:
    """The hash on the receipt: SHA-256 over what was handed in, as JSON with sorted keys and no spaces."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _answer_of(quote: Quote) -> str:
    return Invitation.CONDITIONAL if quote.is_conditional else Invitation.CAN


def _answered(invitation: Invitation, actor: Actor, answer: str, *, sealed: bool, **facts) -> None:
    """Keep the answer. An answer that changes again (a quote after a refusal, say) keeps its state and changes its fact."""
    desk = None if actor.organization == invitation.factory.organization else actor.organization
    facts |= {"answer": answer, "answered_at": ClockTimestamp(), "desk": desk}
    if invitation.status in INVITATION.sources_of("answer"):
        apply(INVITATION, invitation, "answer", actor, refs={"sealed": sealed}, **facts)
    else:
        Invitation.objects.filter(pk=invitation.pk).update(**facts)
        invitation.refresh_from_db()


def _open_early(proposal: Proposal) -> None:
    """When everybody asked has answered, the seals are broken at the next full quarter hour."""
    asked = Invitation.objects.filter(slot__proposal=proposal, slot__is_in_house=False).exclude(
        status__in=["closed", "answered"]
    )
    if not asked.exists():
        sooner = min(proposal.opens_at, next_full_quarter(db_now()))
        Proposal.objects.filter(pk=proposal.pk).update(opens_at=sooner)


@transaction.atomic
def quote_withdraw(*, actor: Actor, quote: Quote) -> Quote:
    """Take a sealed quote back before the opening."""
    invitation_policy.require(actor, "withdraw", quote.invitation)
    _hold_open(quote.invitation)
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    apply(QUOTE, quote, "withdraw", actor)
    apply(INVITATION, quote.invitation, "unanswer", actor, answer="", answered_at=None)
    return quote


def _say_no(actor: Actor, invitation: Invitation, answer: str, **facts) -> Invitation:
    proposal = _hold_open(invitation)
    for quote in Quote.objects.select_for_update().filter(
        invitation=invitation, status__in=QUOTE.sources_of("withdraw")
    ):
        apply(QUOTE, quote, "withdraw", actor)
    _answered(invitation, actor, answer, sealed=False, **facts)
    _open_early(proposal)
    return invitation


@transaction.atomic
def invitation_decline(*, actor: Actor, invitation: Invitation, reason: str = "", remark: str = "") -> Invitation:
    """Not this time. Never counted against the factory."""
    invitation_policy.require(actor, "decline", invitation)
    if reason and reason not in dict(Invitation.REASONS):
        raise Invalid("invitation.reason")
    return _say_no(actor, invitation, Invitation.DECLINE, reason=reason, remark=remark.strip()[:2000])


@transaction.atomic
def invitation_refer(*, actor: Actor, invitation: Invitation, referral: str, remark: str = "") -> Invitation:
    """Ask X instead: the name is kept as an edge of the network. Raises Invalid without a name."""
    invitation_policy.require(actor, "refer", invitation)
    if not referral.strip():
        raise Invalid("invitation.referral", gettext("会社の名前か電話番号を書いてください。"))
    return _say_no(actor, invitation, Invitation.REFER, referral=referral.strip()[:120], remark=remark.strip()[:2000])


@transaction.atomic
def question_ask(*, actor: Actor, invitation: Invitation, text: str) -> Question:
    """Ask before answering; the hub reads it at once, everybody asked reads the answer, nobody reads the name."""
    invitation_policy.require(actor, "ask", invitation)
    if not text.strip():
        raise Invalid("question.empty", gettext("聞きたいことを書いてください。"))
    _hold_open(invitation)
    question = Question.objects.create(invitation=invitation, slot=invitation.slot, text=text.strip()[:2000])
    return _told(question, actor, "ask")


@transaction.atomic
def question_answer(*, actor: Actor, question: Question, answer: str) -> Question:
    """The hub answers to everybody who was asked for the step."""
    proposal_policy.require(actor, "answer_question", question.slot.proposal)
    if not answer.strip():
        raise Invalid("question.answer_empty", gettext("答えを書いてください。"))
    hold(question.slot.proposal, "quoting")
    if question.answered_at:
        raise InvalidTransition("question.answered", gettext("この質問には、すでに答えています。"))
    question.answer, question.answered_at = answer.strip()[:2000], db_now()
    question.save(update_fields=["answer", "answered_at"])
    return _told(question, actor, "answer")


def _told(question: Question, actor: Actor, act: str) -> Question:
    audit.write(f"question.{act}", question, actor)
    outbox.record(f"question.{act}", question, actor, slot=str(question.slot.public_id))
    return question
