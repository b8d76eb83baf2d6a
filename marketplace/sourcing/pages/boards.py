"""The hub's board: the chain of steps, the one in focus, the roll-up, handing in; and what can be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from factories.profile.selectors import Candidate
from marketplace.inquiries.models import Attachment, Inquiry
from marketplace.inquiries.policies import visible_attachments
from marketplace.intake.results import Line
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.sourcing.forms import AnswerQuestionForm, MarginForm, ReasonForm, RfqForm, SubmitForm
from marketplace.sourcing.models import ProcessStep, Proposal, Question
from marketplace.sourcing.policies import proposal_policy
from marketplace.sourcing.selectors.board import Board, BoardStep, RfqRow, board_of, candidates_of
from marketplace.sourcing.services.cards import card_of
from marketplace.sourcing.states import CHOOSABLE, IN_WORK, PLANNABLE, REQUESTED, REQUESTING, ProposalStatus, RfqStatus

#: While the proposal is in one of these, hub and factory talk about the step.
TALKING = (*REQUESTED, ProposalStatus.SUBMITTED)


@dataclass(frozen=True)
class RequestedRow:
    row: RfqRow
    can_choose: bool
    can_drop: bool
    can_talk: bool


@dataclass(frozen=True)
class QuestionRow:
    """`form` answers it; None where it has been answered, or cannot be."""

    question: Question
    form: AnswerQuestionForm | None


@dataclass(frozen=True)
class CandidateRow:
    """`form` asks why more than the usual number are asked; None while they are not."""

    candidate: Candidate
    form: RfqForm | None


@dataclass(frozen=True)
class FocusedStep:
    """The step whose factories are shown, with those that can still be asked and, with their reasons, the others."""

    step: ProcessStep
    requested: tuple[RequestedRow, ...]
    questions: tuple[QuestionRow, ...]
    able: tuple[CandidateRow, ...]
    unable: tuple[Candidate, ...]
    can_request: bool
    can_change: bool


@dataclass(frozen=True)
class ChainLink:
    row: BoardStep
    is_focused: bool


@dataclass(frozen=True)
class BoardPage:
    """The forms are None where the actor cannot do that now."""

    section: ClassVar[str] = "cases"

    proposal: Proposal
    inquiry: Inquiry
    board: Board
    chain: tuple[ChainLink, ...]
    focus: FocusedStep | None
    missing: str
    lines: tuple[Line, ...]
    attachments: QuerySet[Attachment]
    is_begun: bool
    is_sealed: bool
    is_offered: bool
    is_accepted: bool
    is_behind: bool
    can_plan: bool
    can_correct_card: bool
    can_accept_revision: bool
    can_send: bool
    can_take_back: bool
    margin_form: MarginForm | None
    submit_form: SubmitForm | None
    withdraw_form: ReasonForm | None
    refused: Refusal = NOT_REFUSED


def board_page(actor: Actor, proposal: Proposal, refused: Refusal = NOT_REFUSED, *, step: str = "") -> BoardPage:
    """The hub's own proposal; `step`: the public id of the one in focus. A constant number of queries."""
    can, can_now = proposal_policy.allowed(actor, proposal), proposal_policy.allowed_now(actor, proposal)
    board, status = board_of(proposal), proposal.status
    focused = _focused(board.steps, step)
    is_assembling, is_planning = status == ProposalStatus.ASSEMBLING, status == ProposalStatus.PLANNING
    is_offered = status == ProposalStatus.SUBMITTED
    is_behind = proposal.inquiry_revision != proposal.inquiry.revision
    said = {name: getattr(proposal, name) for name in SubmitForm.base_fields}
    return BoardPage(
        proposal=proposal,
        inquiry=proposal.inquiry,
        board=board,
        chain=tuple(ChainLink(row, row is focused) for row in board.steps),
        focus=_focus(proposal, focused, can, refused) if focused else None,
        missing=_("、").join(f"{s.position} {s.title}" for s in board.missing),
        lines=card_of(proposal),
        attachments=visible_attachments(actor).filter(inquiry=proposal.inquiry),
        is_begun=status != ProposalStatus.CONSULTING,
        is_sealed=status == ProposalStatus.QUOTING,
        is_offered=is_offered,
        is_accepted=status == ProposalStatus.ACCEPTED,
        is_behind=is_behind,
        can_plan=status in PLANNABLE,
        can_correct_card=status in IN_WORK,
        can_accept_revision=is_behind and "submit" in can and status in IN_WORK,
        can_send=is_planning and "request" in can,
        can_take_back="take_back" in can_now,
        margin_form=(
            refused.form_or(MarginForm, initial={"margin_percent": proposal.margin_percent})
            if is_assembling and "choose" in can
            else None
        ),
        submit_form=refused.form_or(SubmitForm, initial=said) if "submit" in can_now and not board.missing else None,
        withdraw_form=refused.form_or(ReasonForm) if "withdraw" in can_now else None,
        refused=refused,
    )


def _focused(steps: tuple[BoardStep, ...], wanted: str) -> BoardStep | None:
    """The one asked for, else the first that still needs something."""
    chosen = (s for s in steps if str(s.step.public_id) == wanted)
    in_need = (s for s in steps if s.needs_something)
    return next(chosen, None) or next(in_need, None) or next(iter(steps), None)


def _focus(proposal: Proposal, row: BoardStep, can: set[str], refused: Refusal) -> FocusedStep:
    able, unable = ([], []) if row.step.is_in_house else candidates_of(row.step)
    can_request = "request" in can and proposal.status in REQUESTING
    can_answer = "answer_question" in can and proposal.status == ProposalStatus.QUOTING
    return FocusedStep(
        step=row.step,
        requested=tuple(_requested(proposal, rfq, can) for rfq in row.rfqs),
        questions=tuple(_question(question, can_answer, refused) for question in row.questions),
        able=tuple(_candidate(found, _asks_many(row.rfqs), refused) for found in able),
        unable=tuple(unable),
        can_request=can_request,
        can_change="change_plan" in can and proposal.status in REQUESTED,
    )


def _requested(proposal: Proposal, row: RfqRow, can: set[str]) -> RequestedRow:
    status = proposal.status
    is_on_the_table = row.quotation is not None and row.quotation.status in CHOOSABLE
    return RequestedRow(
        row=row,
        can_choose=status == ProposalStatus.ASSEMBLING and is_on_the_table and "choose" in can,
        can_drop=status == ProposalStatus.PLANNING and "request" in can,
        can_talk=status in TALKING,
    )


def _question(question: Question, can_answer: bool, refused: Refusal) -> QuestionRow:
    is_waiting = can_answer and not question.answered_at
    form = refused.form_or(AnswerQuestionForm, auto_id=f"q{question.pk}_%s") if is_waiting else None
    return QuestionRow(question, form)


def _asks_many(rows: Iterable[RfqRow]) -> bool:
    asked = sum(row.rfq.status != RfqStatus.CLOSED for row in rows)
    return asked >= settings.NAKAMA["RFQS_PER_STEP"]


def _candidate(found: Candidate, asks_many: bool, refused: Refusal) -> CandidateRow:
    form = refused.form_or(RfqForm, auto_id=f"ask{found.factory.pk}_%s") if asks_many else None
    return CandidateRow(found, form)
