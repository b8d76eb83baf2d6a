"""The asked factory's pages: what is asked, the sheet to print, what will be sealed, the receipt."""

from dataclasses import dataclass
from typing import Any, ClassVar

import segno
from django.db.models import QuerySet
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.inquiries.models import Attachment
from marketplace.inquiries.policies import visible_attachments
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.sourcing.forms import AnswerForm, QuestionForm
from marketplace.sourcing.models import ProcessStep, Proposal, Question, Quotation, RequestForQuotation
from marketplace.sourcing.selectors.rfqs import Fairness, fairness_of, open_quotation_of
from marketplace.sourcing.states import (
    READABLE,
    TO_HAND_IN,
    ProcessStepStatus,
    ProposalStatus,
    QuotationStatus,
    RfqStatus,
)
from marketplace.sourcing.wording import NUMBER_CHANGED


@dataclass(frozen=True)
class AnswerChoice:
    option: BoundWidget
    hint: str


@dataclass(frozen=True)
class RfqPage:
    """`form` and `question_form` are None once the seals are broken or the request is over."""

    section: ClassVar[str] = "cases"

    rfq: RequestForQuotation
    step: ProcessStep
    proposal: Proposal
    attachments: QuerySet[Attachment]
    fair: Fairness
    questions: QuerySet[Question]
    quotation: Quotation | None
    is_proxy: bool
    is_open: bool
    is_delivered: bool
    must_confirm: bool
    has_said_no: bool
    has_receipt: bool
    result: str
    seconds_left: int
    form: AnswerForm | None
    choices: tuple[AnswerChoice, ...]
    question_form: QuestionForm | None
    refused: Refusal = NOT_REFUSED


def rfq_page(actor: Actor, rfq: RequestForQuotation, refused: Refusal = NOT_REFUSED) -> RfqPage:
    """What is asked, by when, by whom, how fairly; four large answers."""
    proposal, quotation = rfq.step.proposal, open_quotation_of(rfq, actor)
    is_open = _is_open(rfq, quotation)
    form = refused.form_or(AnswerForm, initial=_answer_of(quotation)) if is_open else None
    due = proposal.quotations_due
    return RfqPage(
        rfq=rfq,
        step=rfq.step,
        proposal=proposal,
        attachments=visible_attachments(actor).filter(inquiry=proposal.inquiry_id),
        fair=fairness_of(rfq),
        questions=rfq.step.questions.all(),
        quotation=quotation,
        is_proxy=_is_proxy(actor, rfq),
        is_open=is_open,
        is_delivered=quotation is not None and quotation.status == QuotationStatus.SUBMITTED,
        must_confirm=quotation is not None and quotation.status == QuotationStatus.NEEDS_CONFIRMING,
        has_said_no=rfq.answer in (RequestForQuotation.DECLINE, RequestForQuotation.REFER),
        has_receipt=quotation is not None and bool(quotation.receipt_hash),
        result=quotation.result_reason if quotation else "",
        seconds_left=max(0, int((due - db_now()).total_seconds())) if due else 0,
        form=form,
        choices=_choices(form) if form else (),
        question_form=refused.form_or(QuestionForm) if is_open else None,
        refused=refused,
    )


def _is_open(rfq: RequestForQuotation, quotation: Quotation | None) -> bool:
    """Whether `hold_open` would take an answer; the clock is asked when one comes."""
    is_opened = quotation is not None and quotation.status in READABLE
    is_wanted = rfq.step.status == ProcessStepStatus.OPEN and rfq.status != RfqStatus.CLOSED
    return rfq.step.proposal.status == ProposalStatus.QUOTING and is_wanted and not is_opened


def _answer_of(quotation: Quotation | None) -> dict[str, Any]:
    """What was quoted so far, as the form begins with it."""
    if quotation is None:
        return {}
    return {
        "answer": RequestForQuotation.CONDITIONAL if quotation.is_conditional else RequestForQuotation.CAN,
        "unit_price": quotation.unit_price,
        "total_yen": quotation.amount_yen if quotation.unit_price is None else None,
        "days": quotation.days,
        "remark": quotation.remark,
    }


def _choices(form: AnswerForm) -> tuple[AnswerChoice, ...]:
    hints = {
        RequestForQuotation.CAN: _("金額と日数を書きます"),
        RequestForQuotation.CONDITIONAL: _("数や日にち、図面の直しなど"),
        RequestForQuotation.DECLINE: _("断っても評価は下がりません"),
        RequestForQuotation.REFER: _("紹介した記録が残ります"),
    }
    return tuple(AnswerChoice(option, hints[option.data["value"]]) for option in form["answer"])


def _is_proxy(actor: Actor, rfq: RequestForQuotation) -> bool:
    return rfq.factory.organization != actor.organization


@dataclass(frozen=True)
class SheetPage:
    """`proxy`: the town hall that takes the answer in; None where the factory answers itself."""

    section: ClassVar[str] = "cases"

    rfq: RequestForQuotation
    step: ProcessStep
    proposal: Proposal
    reasons: tuple[str, ...]
    code: SafeString
    proxy: Organization | None


def sheet_page(actor: Actor, rfq: RequestForQuotation, address: str) -> SheetPage:
    """The request on one sheet, with a code that leads to `address`."""
    return SheetPage(
        rfq=rfq,
        step=rfq.step,
        proposal=rfq.step.proposal,
        reasons=tuple(label for _code, label in RequestForQuotation.REASONS),
        code=mark_safe(segno.make(address, error="m").svg_inline(scale=3, border=1)),
        proxy=actor.organization if _is_proxy(actor, rfq) else None,
    )


@dataclass(frozen=True)
class CheckPage:
    section: ClassVar[str] = "cases"

    rfq: RequestForQuotation
    step: ProcessStep
    proposal: Proposal
    quotation: Quotation
    has_unit_price: bool
    number_changed: str  # why the amount must be given anew; "" where it need not
    can_send: bool
    refused: Refusal = NOT_REFUSED


def check_page(rfq: RequestForQuotation, quotation: Quotation, refused: Refusal = NOT_REFUSED) -> CheckPage:
    """What will be sealed, once more before it is handed in."""
    return CheckPage(
        rfq=rfq,
        step=rfq.step,
        proposal=rfq.step.proposal,
        quotation=quotation,
        has_unit_price=quotation.unit_price is not None,
        number_changed=_number_changed(rfq.step, quotation),
        can_send=quotation.status in TO_HAND_IN and not _number_changed(rfq.step, quotation),
        refused=refused,
    )


def _number_changed(step: ProcessStep, quotation: Quotation) -> str:
    if quotation.quantity == step.quantity:
        return ""
    return NUMBER_CHANGED % {"was": f"{quotation.quantity:,}", "n": f"{step.quantity:,}"}


@dataclass(frozen=True)
class ReceiptPage:
    section: ClassVar[str] = "cases"

    rfq: RequestForQuotation
    step: ProcessStep
    proposal: Proposal
    quotation: Quotation
    is_sealed: bool
    can_withdraw: bool
    refused: Refusal = NOT_REFUSED


def receipt_page(rfq: RequestForQuotation, quotation: Quotation, refused: Refusal = NOT_REFUSED) -> ReceiptPage:
    """The database's instant and the hash of what was sealed."""
    is_sealed = rfq.step.proposal.status == ProposalStatus.QUOTING
    return ReceiptPage(
        rfq=rfq,
        step=rfq.step,
        proposal=rfq.step.proposal,
        quotation=quotation,
        is_sealed=is_sealed,
        can_withdraw=is_sealed and quotation.status == QuotationStatus.SUBMITTED,
        refused=refused,
    )
