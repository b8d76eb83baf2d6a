"""An inquiry after posting: the clock and what comes of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page
from marketplace.inquiries.policies import inquiry_policy, visible_attachments, visible_inquiries
from marketplace.inquiries.selectors import clock_of
from marketplace.inquiries.services.estimates import reading_of
from marketplace.inquiries.states import InquiryStatus
from marketplace.inquiries.views.inquiries import own_inquiry
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid
from marketplace.kernel.idempotency import once
from marketplace.sourcing.forms import ReasonForm, ReviseForm, TakeForm
from marketplace.sourcing.services import inquiries
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.proposals import proposal_take
from marketplace.sourcing.states import PROPOSAL


@member_page("GET")
def inquiry(request: HttpRequest, public_id) -> HttpResponse:
    """An inquiry after posting: the clock and what came of it for the orderer; the words and a box to answer for a hub."""
    actor = request.actor
    found = get_visible_or_404(visible_inquiries(actor), public_id)
    is_orderer = found.orderer == actor.organization
    if found.status == InquiryStatus.DRAFT:
        return redirect("inquiry_edit", found.public_id)
    found = ensure_inquiry_due(found)
    mine = found.proposals.live().filter(organization=actor.organization).first()
    if mine:
        return redirect("board", mine.public_id)
    context = {
        "section": "cases",
        "inquiry": found,
        "is_orderer": is_orderer,
        "clock": clock_of(found),
        "attachments": visible_attachments(actor).filter(inquiry=found),
        "hidden_files": 0 if is_orderer else found.attachments.count(),
        "answers": found.proposals.exclude(status__in=PROPOSAL.terminal).select_related(
            "organization__municipality", "answered_by"
        )
        if is_orderer
        else (),
        "answers_count": found.proposals.live().count(),
        "allowed": inquiry_policy.allowed(actor, found),
        "take_form": TakeForm(),
        "reason_form": ReasonForm(),
        "reading": reading_of(found),
    }
    return render(request, "sourcing/inquiry.html", context)


@member_page("POST")
def inquiry_cancel(request: HttpRequest, public_id) -> HttpResponse:
    inquiry = own_inquiry(request, public_id)
    was_draft = inquiry.status == InquiryStatus.DRAFT
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("reason", _("理由を書いてください。返事をした方々に伝わります。"))

    def effect() -> HttpResponse:
        inquiries.inquiry_cancel(actor=request.actor, inquiry=inquiry, reason=form.cleaned_data["reason"])
        said = _("下書きをやめました。") if was_draft else _("相談を取りやめました。返事をした方々に伝えます。")
        messages.success(request, said)
        return redirect("cases")

    return once(request, effect)


@member_page("POST")
def inquiry_close(request: HttpRequest, public_id) -> HttpResponse:
    """Compare early, when every answer has become a proposal."""
    inquiry = own_inquiry(request, public_id)

    def effect() -> HttpResponse:
        inquiries.inquiry_close_proposals(actor=request.actor, inquiry=inquiry)
        return redirect("compare", inquiry.public_id)

    return once(request, effect)


@member_page("GET", "POST")
def inquiry_revise(request: HttpRequest, public_id) -> HttpResponse:
    """Change what is wanted while proposals are made: they go back to their hubs."""
    inquiry = own_inquiry(request, public_id)
    if inquiry.status != InquiryStatus.OPEN:
        return redirect("inquiry", inquiry.public_id)
    form = ReviseForm(request.POST or None, initial={n: getattr(inquiry, n) for n in ReviseForm.base_fields})
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            inquiries.inquiry_revise(actor=request.actor, inquiry=inquiry, **form.cleaned_data)
            messages.success(request, _("依頼を変えました。返事をした方々に伝えます。"))
            return redirect("inquiry", inquiry.public_id)

        return once(request, effect)
    context = {"section": "cases", "inquiry": inquiry, "form": form}
    return render(request, "sourcing/inquiry_revise.html", context, status=400 if form.errors else 200)


@member_page("POST")
def take(request: HttpRequest, public_id) -> HttpResponse:
    """Answer an inquiry with a sentence; the clock stops."""
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Invalid("proposal.first_answer", _("お客さまへの最初のひとことを書いてください。"))

    def effect() -> HttpResponse:
        proposal = proposal_take(actor=request.actor, inquiry=inquiry, first_answer=form.cleaned_data["first_answer"])
        messages.success(request, _("返事を送りました。相談の部屋が開いています。"))
        return redirect("proposal_plan", proposal.public_id)

    return once(request, effect)
