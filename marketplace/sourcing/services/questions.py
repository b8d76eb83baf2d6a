"""What an asked factory asks back before it quotes, and the one answer that everybody reads."""

from django.db import transaction
from django.utils.translation import gettext

from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidTransition
from marketplace.kernel.locking import hold
from marketplace.sourcing.models import Question, RequestForQuotation
from marketplace.sourcing.policies import proposal_policy, rfq_policy
from marketplace.sourcing.services.answering import hold_open
from marketplace.sourcing.states import (
    ProposalStatus,
)
from marketplace.sourcing.wording import (
    ANSWER_MISSING,
    QUESTION_MISSING,
)


@transaction.atomic
def question_ask(*, actor: Actor, rfq: RequestForQuotation, text: str) -> Question:
    """Ask before answering; the hub reads it at once, everybody asked reads the answer, nobody reads the name."""
    rfq_policy.require(actor, "ask", rfq)
    if not text.strip():
        raise Invalid("question.empty", QUESTION_MISSING)
    hold_open(rfq)
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
