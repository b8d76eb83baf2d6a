"""What an asked factory does: read, ask back, quote, decline, refer. Everything before the opening is sealed."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState, Stale
from marketplace.kernel.locking import hold
from marketplace.kernel.money import line_amount
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import Quotation, QuotationVersion, RequestForQuotation
from marketplace.sourcing.policies import proposal_policy, rfq_policy
from marketplace.sourcing.services.answering import TOO_LATE, hold_open, proxy_of
from marketplace.sourcing.states import (
    PROCESS_STEP,
    QUOTATION,
    SEALED,
    ProcessStepStatus,
    ProposalStatus,
    QuotationStatus,
)
from marketplace.sourcing.wording import (
    AMOUNT_MISSING,
    CONDITION_MISSING,
    NUMBER_CHANGED,
)


@dataclass(frozen=True)
class Receipt:
    """Proof of a sealed quotation: the database's instant and the hash over what was sealed."""

    quotation: Quotation
    at: datetime
    sha256: str


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
    hold_open(rfq)
    if not 0 < days <= 365:
        raise Invalid("quotation.days", gettext("日数は 1 から 365 までの数で入れてください。"))
    if is_conditional and not remark.strip():
        raise Invalid("quotation.condition", CONDITION_MISSING)
    step = rfq.step
    facts = {
        "unit_price": unit_price,
        "amount_yen": amount_of(unit_price=unit_price, total_yen=total_yen, quantity=step.quantity),
        "quantity": step.quantity,
        "days": days,
        "remark": remark.strip()[:2000],
        "is_conditional": is_conditional,
    }
    quotation = Quotation.objects.select_for_update().filter(rfq=rfq, round=step.round, status__in=SEALED).first()
    if quotation is not None:
        _require_own(actor, quotation)
    if quotation is None:
        quotation = Quotation.objects.create(
            rfq=rfq,
            proxy=proxy_of(actor, rfq),
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
        return quotation
    Quotation.objects.filter(pk=quotation.pk).update(**facts)
    quotation.refresh_from_db()
    return quotation


@transaction.atomic
def quotation_submit(*, actor: Actor, quotation: Quotation, shown: str) -> Receipt:
    """Hand the quotation in as it was `shown` (what it said then), sealed. Accepted strictly before the opening by the
    database's clock, which is asked after the proposal's row is locked; the receipt carries that instant.

    Raises Stale when it says something else by now, InvalidState when the number of pieces has changed since the total was
    given."""
    rfq = quotation.rfq
    rfq_policy.require(actor, "quote", rfq)
    proposal = hold_open(rfq)
    quotation = Quotation.objects.select_for_update().get(pk=quotation.pk)
    _require_own(actor, quotation)
    if quotation.status == QuotationStatus.SUBMITTED:
        return Receipt(quotation, present(quotation.submitted_at), quotation.receipt_hash)
    if quotation.quantity != rfq.step.quantity:
        raise InvalidState("quotation.quantity", NUMBER_CHANGED % {"was": quotation.quantity, "n": rfq.step.quantity})
    if quotation.said != shown:
        raise Stale("quotation.other", gettext("内容が変わりました。いまの内容を確かめて、もう一度送ってください。"))
    at = db_now()
    if at >= present(proposal.quotations_due):
        raise InvalidState("quotations.closed", TOO_LATE)
    again = quotation.status == QuotationStatus.NEEDS_CONFIRMING
    apply(QUOTATION, quotation, "submit", actor, version=quotation.version + (1 if again else 0))
    _seal(quotation, actor, at)
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
    Quotation.objects.filter(pk=quotation.pk).update(
        submitted_at=at, submitted_by=actor.user, proxy=proxy_of(actor, quotation.rfq), receipt_hash=sha256
    )
    quotation.refresh_from_db()


def receipt_of(body: dict) -> str:
    """The hash on the receipt: SHA-256 over what was handed in, as JSON with sorted keys and no spaces."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def quotation_withdraw(*, actor: Actor, quotation: Quotation) -> Quotation:
    """Take a sealed quotation back before the opening. What the factory said openly before stands again."""
    rfq_policy.require(actor, "withdraw", quotation.rfq)
    hold_open(quotation.rfq)
    quotation = Quotation.objects.select_for_update().get(pk=quotation.pk)
    _require_own(actor, quotation)
    return apply(QUOTATION, quotation, "withdraw", actor)


def _require_own(actor: Actor, quotation: Quotation) -> None:
    """What the firm entered itself is sealed for its desk, too."""
    desk = proxy_of(actor, quotation.rfq)
    if desk is not None and quotation.proxy != desk:
        raise InvalidState(
            "quotation.of_the_firm",
            gettext("この会社がみずから書いた見積があります。窓口からは、見ることも変えることもできません。"),
        )


@transaction.atomic
def quotation_select(*, actor: Actor, quotation: Quotation) -> Quotation:
    """Choose a quotation for its step; another one chosen before is given free."""
    step, proposal = quotation.step, quotation.step.proposal
    proposal_policy.require(actor, "choose", proposal)
    hold(proposal, ProposalStatus.ASSEMBLING)
    hold(step, *PROCESS_STEP.live)
    for chosen in (
        Quotation.objects.select_for_update()
        .filter(step=step, status=QuotationStatus.SELECTED)
        .exclude(pk=quotation.pk)
    ):
        apply(QUOTATION, chosen, "unselect", actor)
    quotation = (
        Quotation.objects.select_for_update(of=("self",))
        .select_related("step", "factory__organization")
        .get(pk=quotation.pk)
    )
    if quotation.status == QuotationStatus.SELECTED:
        return quotation
    apply(QUOTATION, quotation, "select", actor)
    if step.status == ProcessStepStatus.OPEN:
        apply(PROCESS_STEP, step, "fill", actor)
    return quotation
