"""Asking factories, and answering what they ask back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from factories.profile.selectors import public_factories
from marketplace.accounts.gates import member_page
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.idempotency import once
from marketplace.sourcing.models import Question, RequestForQuotation
from marketplace.sourcing.policies import own_proposals, visible_process_steps
from marketplace.sourcing.services import rfqs
from marketplace.sourcing.services.quotations import question_answer
from marketplace.sourcing.views.proposals import at_step, own_proposal


@member_page("POST")
def rfq_add(request: HttpRequest, public_id) -> HttpResponse:
    """Put factories on the list of one step; they are told when the requests go out, or at once when they are out."""
    step = get_visible_or_404(visible_process_steps(request.actor), public_id)
    factories = [get_visible_or_404(public_factories(), key) for key in request.POST.getlist("factory")]

    def effect() -> HttpResponse:
        rfqs.rfq_add(actor=request.actor, step=step, factories=factories, why_more=request.POST.get("why_more", ""))
        return at_step(step)

    return once(request, effect)


@member_page("POST")
def rfq_drop(request: HttpRequest, public_id) -> HttpResponse:
    rfq = get_visible_or_404(
        RequestForQuotation.objects.select_related("step__proposal").filter(
            step__proposal__in=own_proposals(request.actor)
        ),
        public_id,
    )
    rfqs.rfq_drop(actor=request.actor, rfq=rfq)
    return at_step(rfq.step)


@member_page("POST")
def send(request: HttpRequest, public_id) -> HttpResponse:
    """Send all requests of a plan."""
    proposal = own_proposal(request, public_id)

    def effect() -> HttpResponse:
        rfqs.rfqs_send(actor=request.actor, proposal=proposal)
        messages.success(request, _("見積の依頼を送りました。"))
        return redirect("board", proposal.public_id)

    return once(request, effect)


@member_page("POST")
def answer_question(request: HttpRequest, public_id) -> HttpResponse:
    """Answer a question to everybody who was asked for the step."""
    question = get_visible_or_404(
        Question.objects.select_related("step__proposal").filter(step__in=visible_process_steps(request.actor)),
        public_id,
    )

    def effect() -> HttpResponse:
        question_answer(actor=request.actor, question=question, answer=request.POST.get("answer", ""))
        messages.success(request, _("答えを、頼んだ町工場みんなに送りました。"))
        return at_step(question.step)

    return once(request, effect)
