"""Asking factories, and answering what they ask back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from factories.profile.selectors import public_factories
from marketplace.accounts.decorators import member_page
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import AnswerQuestionForm, RfqForm
from marketplace.sourcing.policies import own_questions, own_rfqs, visible_process_steps
from marketplace.sourcing.services.questions import question_answer
from marketplace.sourcing.services.rfqs import rfq_add, rfq_drop, rfqs_send
from marketplace.sourcing.views.boards import act_on_board, act_on_step


@member_page("POST")
def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put factories on the list of one step; they are told when the requests go out, or at once when they are out."""
    step = get_visible_or_404(visible_process_steps(request.actor), public_id)
    factories = [get_visible_or_404(public_factories(), key) for key in request.POST.getlist("factory")]
    first = factories[0].pk if factories else ""
    form = RfqForm(request.POST, auto_id=f"ask{first}_%s")
    return act_on_step(request, step, rfq_add, step=step, factories=factories, form=form)


@member_page("POST")
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a factory off the list before the requests go out."""
    rfq = get_visible_or_404(own_rfqs(request.actor), public_id)
    return act_on_step(request, rfq.step, rfq_drop, rfq=rfq)


@member_page("POST")
def send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send all requests of a plan."""
    return act_on_board(request, public_id, rfqs_send, done=_("見積の依頼を送りました。"))


@member_page("POST")
def answer_question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer a question to everybody who was asked for the step."""
    question = get_visible_or_404(own_questions(request.actor), public_id)
    form = AnswerQuestionForm(request.POST, auto_id=f"q{question.pk}_%s")
    done = _("答えを、頼んだ町工場みんなに送りました。")
    return act_on_step(request, question.step, question_answer, question=question, form=form, done=done)
