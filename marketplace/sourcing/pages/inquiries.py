"""The page of a posted inquiry, and the page on which what is wanted is changed."""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Attachment, Inquiry
from marketplace.inquiries.policies import inquiry_policy, visible_attachments
from marketplace.inquiries.selectors import Clock, clock_of
from marketplace.inquiries.services.estimates import reading_of
from marketplace.inquiries.states import DECIDED, InquiryStatus
from marketplace.intake.results import Line, Question
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.sourcing.forms import ReasonForm, ReviseForm, TakeForm
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.states import PROPOSAL, ProposalStatus


@dataclass(frozen=True)
class AnswerCard:
    """What a hub has answered. `label` tells what became of its proposal; "" while it is being made."""

    proposal: Proposal
    label: str


@dataclass(frozen=True)
class InquiryPage:
    """`question`: one that is left to answer while the orderer waits. The forms are None where the actor cannot do that
    now."""

    section: ClassVar[str] = "cases"

    inquiry: Inquiry
    is_orderer: bool
    is_open: bool
    clock: Clock | None
    has_answer: bool
    answers: tuple[AnswerCard, ...]
    answers_count: int
    lines: tuple[Line, ...]
    attachments: QuerySet[Attachment]
    hidden_files: int
    can_compare: bool
    is_decided: bool
    can_add: bool
    question: Question | None
    can_revise: bool
    can_extend: bool
    can_close: bool
    take_form: TakeForm | None
    cancel_form: ReasonForm | None
    refused: Refusal = NOT_REFUSED


def inquiry_page(actor: Actor, inquiry: Inquiry, refused: Refusal = NOT_REFUSED) -> InquiryPage:
    """The clock and what came of it for the orderer; the words and a box to answer for a hub."""
    can, reading, clock = inquiry_policy.allowed(actor, inquiry), reading_of(inquiry), clock_of(inquiry)
    is_orderer = inquiry.orderer == actor.organization
    is_open, is_evaluating = inquiry.status == InquiryStatus.OPEN, inquiry.status == InquiryStatus.EVALUATING
    attachments = visible_attachments(actor).filter(inquiry=inquiry)
    can_add = is_open and "edit" in can
    return InquiryPage(
        inquiry=inquiry,
        is_orderer=is_orderer,
        is_open=is_open,
        clock=clock,
        has_answer=is_orderer and is_open and clock is None,
        answers=_answers(inquiry) if is_orderer else (),
        answers_count=inquiry.proposals.live().count(),
        lines=reading.card,
        attachments=attachments,
        hidden_files=0 if is_orderer or attachments else inquiry.attachments.count(),
        can_compare=is_orderer and is_evaluating,
        is_decided=is_orderer and inquiry.status in DECIDED,
        can_add=can_add,
        question=next(iter(reading.questions), None) if can_add else None,
        can_revise=is_open and "revise" in can,
        can_extend=is_open and "extend" in can,
        can_close=is_open and "close_proposals" in can,
        take_form=refused.form_or(TakeForm) if is_open and "take" in can else None,
        cancel_form=refused.form_or(ReasonForm) if (is_open or is_evaluating) and "cancel" in can else None,
        refused=refused,
    )


def _answers(inquiry: Inquiry) -> tuple[AnswerCard, ...]:
    labels = {
        ProposalStatus.SUBMITTED: _("提案が届いています"),
        ProposalStatus.ACCEPTED: _("選びました"),
        ProposalStatus.DECLINED: _("見送りました"),
    }
    standing = inquiry.proposals.exclude(status__in=PROPOSAL.terminal)
    found = standing.select_related("organization__municipality", "answered_by")
    return tuple(AnswerCard(proposal, labels.get(proposal.status, "")) for proposal in found)


@dataclass(frozen=True)
class RevisePage:
    section: ClassVar[str] = "cases"

    inquiry: Inquiry
    form: ReviseForm
    refused: Refusal = NOT_REFUSED


def revise_page(inquiry: Inquiry, refused: Refusal = NOT_REFUSED) -> RevisePage:
    wanted = {name: getattr(inquiry, name) for name in ReviseForm.base_fields}
    return RevisePage(inquiry, refused.form_or(ReviseForm, initial=wanted), refused)
