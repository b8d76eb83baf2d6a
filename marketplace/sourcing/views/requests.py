"""Asking factories, and answering what they ask back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from factories.profile.selectors import public_factories
from marketplace.accounts.pages import member_page
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.idempotency import once
from marketplace.sourcing.models import Invitation, Question
from marketplace.sourcing.policies import visible_slots, workbenches
from marketplace.sourcing.services import requests
from marketplace.sourcing.services.quotes import question_answer
from marketplace.sourcing.views.proposals import at_step, own_proposal


@member_page("POST")
def slot_ask(request: HttpRequest, public_id) -> HttpResponse:
    """Put factories on the list of one step; they are told when the requests go out, or at once when they are out."""
    slot = get_visible_or_404(visible_slots(request.actor), public_id)
    factories = [get_visible_or_404(public_factories(), key) for key in request.POST.getlist("factory")]

    def effect() -> HttpResponse:
        requests.slot_ask(
            actor=request.actor, slot=slot, factories=factories, why_more=request.POST.get("why_more", "")
        )
        return at_step(slot)

    return once(request, effect)


@member_page("POST")
def invitation_drop(request: HttpRequest, public_id) -> HttpResponse:
    invitation = get_visible_or_404(
        Invitation.objects.select_related("slot__proposal").filter(slot__proposal__in=workbenches(request.actor)),
        public_id,
    )
    requests.invitation_drop(actor=request.actor, invitation=invitation)
    return at_step(invitation.slot)


@member_page("POST")
def ask(request: HttpRequest, public_id) -> HttpResponse:
    """Send all requests of a plan."""
    proposal = own_proposal(request, public_id)

    def effect() -> HttpResponse:
        requests.proposal_ask(actor=request.actor, proposal=proposal)
        messages.success(request, _("見積の依頼を送りました。"))
        return redirect("workbench", proposal.public_id)

    return once(request, effect)


@member_page("POST")
def answer_question(request: HttpRequest, public_id) -> HttpResponse:
    """Answer a question to everybody who was asked for the step."""
    question = get_visible_or_404(
        Question.objects.select_related("slot__proposal").filter(slot__in=visible_slots(request.actor)),
        public_id,
    )

    def effect() -> HttpResponse:
        question_answer(actor=request.actor, question=question, answer=request.POST.get("answer", ""))
        messages.success(request, _("答えを、頼んだ町工場みんなに送りました。"))
        return at_step(question.slot)

    return once(request, effect)
