"""The hub's board: answering, choosing, handing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page
from marketplace.inquiries.policies import visible_attachments, visible_inquiries
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.idempotency import once
from marketplace.sourcing.forms import MarginForm, ReasonForm, SubmitForm, TakeForm
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.policies import own_proposals, proposal_policy, visible_quotations
from marketplace.sourcing.selectors.board import Board, board_of, candidates_of
from marketplace.sourcing.services import proposals
from marketplace.sourcing.services.cards import card_of
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due


@member_page("POST")
def take(request: HttpRequest, public_id) -> HttpResponse:
    """Answer an inquiry with a sentence; the clock stops."""
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Invalid("proposal.first_answer", _("お客さまへの最初のひとことを書いてください。"))

    def effect() -> HttpResponse:
        proposal = proposals.proposal_take(
            actor=request.actor, inquiry=inquiry, first_answer=form.cleaned_data["first_answer"]
        )
        messages.success(request, _("返事を送りました。相談の部屋が開いています。"))
        return redirect("proposal_plan", proposal.public_id)

    return once(request, effect)


def own_proposal(request: HttpRequest, public_id) -> Proposal:
    return get_visible_or_404(own_proposals(request.actor), public_id)


@member_page("GET")
def board(request: HttpRequest, public_id) -> HttpResponse:
    """The chain of steps, who was asked and what they answered, candidates with reasons, the roll-up, handing in."""
    proposal = own_proposal(request, public_id)
    ensure_inquiry_due(proposal.inquiry)
    proposal = ensure_quotations_due(proposal)
    board = board_of(proposal)
    focus = _focus(board, request.GET.get("step"))
    able, unable = candidates_of(focus.step) if focus and not focus.step.is_in_house else ([], [])
    context = {
        "section": "cases",
        "proposal": proposal,
        "inquiry": proposal.inquiry,
        "board": board,
        "focus": focus,
        "able": able,
        "unable": unable,
        "attachments": visible_attachments(request.actor).filter(inquiry=proposal.inquiry),
        "allowed": proposal_policy.allowed(request.actor, proposal),
        "margin_form": MarginForm(initial={"margin_percent": proposal.margin_percent}),
        "submit_form": SubmitForm(
            initial={"summary": proposal.summary, "conditions": proposal.conditions, "ideas": proposal.ideas}
        ),
        "lines": card_of(proposal),
        "reason_form": ReasonForm(),
        "is_behind": proposal.inquiry_revision != proposal.inquiry.revision,
    }
    return render(request, "sourcing/board.html", context)


def _focus(board: Board, wanted: str | None):
    """The step in focus: the one asked for, else the first that still needs something."""
    steps = board.steps
    chosen = next((s for s in steps if str(s.step.public_id) == wanted), None)
    return chosen or next((s for s in steps if s.state in ("gap", "one", "run")), None) or (steps[0] if steps else None)


@member_page("POST")
def quotation_select(request: HttpRequest, public_id) -> HttpResponse:
    quotation = get_visible_or_404(visible_quotations(request.actor), public_id)
    if quotation.step.proposal.organization_id != request.actor.organization.pk:
        raise NotFound("quotation")

    def effect() -> HttpResponse:
        proposals.quotation_select(actor=request.actor, quotation=quotation)
        return at_step(quotation.step)

    return once(request, effect)


def at_step(step) -> HttpResponse:
    """Back to the board with this step in focus."""
    response = redirect("board", step.proposal.public_id)
    response["Location"] += f"?step={step.public_id}#kusari"
    return response


@member_page("POST")
def margin(request: HttpRequest, public_id) -> HttpResponse:
    proposal = own_proposal(request, public_id)
    form = MarginForm(request.POST)
    if not form.is_valid():
        raise Invalid("margin", _("取り分は 0 から 60 までの数で入れてください。例: 12"))
    proposals.margin_set(actor=request.actor, proposal=proposal, margin_percent=form.cleaned_data["margin_percent"])
    return redirect("board", proposal.public_id)


@member_page("POST")
def submit(request: HttpRequest, public_id) -> HttpResponse:
    proposal = own_proposal(request, public_id)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        raise Invalid("proposal.summary", _("この提案のよいところを、ひとこと書いてください。"))

    def effect() -> HttpResponse:
        proposals.proposal_submit(actor=request.actor, proposal=proposal, **form.cleaned_data)
        messages.success(request, _("提案を出しました。"))
        return redirect("board", proposal.public_id)

    return once(request, effect)


@member_page("POST")
def take_back(request: HttpRequest, public_id) -> HttpResponse:
    proposal = own_proposal(request, public_id)

    def effect() -> HttpResponse:
        proposals.proposal_take_back(actor=request.actor, proposal=proposal)
        messages.success(request, _("提案を引き取りました。直してから、もう一度出してください。"))
        return redirect("board", proposal.public_id)

    return once(request, effect)


@member_page("POST")
def revision(request: HttpRequest, public_id) -> HttpResponse:
    """The hub has read what the orderer changed."""
    proposal = own_proposal(request, public_id)
    proposals.revision_accept(actor=request.actor, proposal=proposal)
    return redirect("board", proposal.public_id)


@member_page("POST")
def withdraw(request: HttpRequest, public_id) -> HttpResponse:
    proposal = own_proposal(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("reason", _("理由を書いてください。頼んだ町工場に伝わります。"))

    def effect() -> HttpResponse:
        proposals.proposal_withdraw(actor=request.actor, proposal=proposal, reason=form.cleaned_data["reason"])
        messages.success(request, _("提案を取り下げました。"))
        return redirect("cases")

    return once(request, effect)
