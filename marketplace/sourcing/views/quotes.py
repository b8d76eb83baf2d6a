"""The asked factory's side: read, answer in four ways, check, hand in, keep the receipt."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.pages import member_page
from marketplace.inquiries.policies import visible_attachments
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.idempotency import once
from marketplace.sourcing.forms import AnswerForm
from marketplace.sourcing.models import Invitation
from marketplace.sourcing.policies import visible_invitations
from marketplace.sourcing.selectors.requests import fairness_of, open_quote_of
from marketplace.sourcing.services import quotes
from marketplace.sourcing.services.deadlines import ensure_quotes_due


def _own(request: HttpRequest, public_id) -> Invitation:
    """The actor's own invitation, once the requests went out."""
    invitation = get_visible_or_404(visible_invitations(request.actor), public_id)
    if invitation.slot.proposal.status == "planning":
        raise NotFound("invitation")
    return invitation


@member_page("GET", "POST")
def invitation(request: HttpRequest, public_id) -> HttpResponse:
    """What is asked, by when, by whom, how fairly; four large answers."""
    found = _own(request, public_id)
    found.slot.proposal = ensure_quotes_due(found.slot.proposal)
    quote = open_quote_of(found)
    if request.method == "GET":
        if request.actor.may_write and found.status == "sent":
            quotes.invitation_see(actor=request.actor, invitation=found)
        initial = {}
        if quote:
            answer = Invitation.CONDITIONAL if quote.is_conditional else Invitation.CAN
            initial = {"unit_price": quote.unit_price, "days": quote.days, "remark": quote.remark, "answer": answer}
            if quote.unit_price is None:
                initial["total_yen"] = quote.amount_yen
        return _page(request, found, AnswerForm(initial=initial), quote)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, quote, status=400)
    try:
        return once(request, lambda: _answer(request, found, form.cleaned_data))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        form.add_error(None, error.message)
        return _page(request, found, form, quote, status=error.status)


def _answer(request: HttpRequest, found: Invitation, data: dict) -> HttpResponse:
    actor = request.actor
    if data["answer"] == Invitation.DECLINE:
        quotes.invitation_decline(actor=actor, invitation=found, reason=data["reason"], remark=data["remark"])
        messages.success(request, _("見送りを伝えました。評価は下がりません。"))
        return redirect("home")
    if data["answer"] == Invitation.REFER:
        quotes.invitation_refer(actor=actor, invitation=found, referral=data["referral"], remark=data["remark"])
        messages.success(request, _("紹介を伝えました。ありがとうございます。"))
        return redirect("home")
    quotes.quote_draft(
        actor=actor,
        invitation=found,
        unit_price=data["unit_price"],
        total_yen=None if data["unit_price"] is not None else data["total_yen"],
        days=data["days"],
        remark=data["remark"],
        is_conditional=data["answer"] == Invitation.CONDITIONAL,
    )
    return redirect("quote_check", found.public_id)


def _page(request: HttpRequest, found: Invitation, form: AnswerForm, quote, *, status=200) -> HttpResponse:
    proposal = found.slot.proposal
    now = db_now()
    context = {
        "section": "cases",
        "invitation": found,
        "slot": found.slot,
        "proposal": proposal,
        "is_desk": _is_desk(request, found),
        "form": form,
        "quote": quote,
        "fair": fairness_of(found),
        "questions": found.slot.questions.all(),
        "attachments": visible_attachments(request.actor).filter(inquiry=proposal.inquiry_id),
        "is_open": proposal.status == "quoting" and found.status != "closed",
        "seconds_left": max(0, int((proposal.quotes_due - now).total_seconds())) if proposal.quotes_due else 0,
    }
    return render(request, "sourcing/invitation.html", context, status=status)


@member_page("GET")
def request_sheet(request: HttpRequest, public_id) -> HttpResponse:
    """The request on one A4 for the FAX or the hand: large print, boxes to tick, and a code that leads back to it."""
    found = _own(request, public_id)
    page = request.build_absolute_uri(reverse("invitation", args=[found.public_id]))
    context = {
        "section": "cases",
        "invitation": found,
        "slot": found.slot,
        "proposal": found.slot.proposal,
        "reasons": [label for _code, label in Invitation.REASONS],
        "code": segno.make(page, error="m").svg_inline(scale=3, border=1),
        "desk": request.actor.organization if _is_desk(request, found) else None,
    }
    return render(request, "sourcing/request_sheet.html", context)


def _is_desk(request: HttpRequest, found: Invitation) -> bool:
    return found.factory.organization != request.actor.organization


@member_page("GET", "POST")
def check(request: HttpRequest, public_id) -> HttpResponse:
    """Read once more what will be sealed, then hand it in."""
    found = _own(request, public_id)
    quote = open_quote_of(found)
    if quote is None:
        return redirect("invitation", found.public_id)
    if request.method == "POST":

        def effect() -> HttpResponse:
            quotes.quote_submit(actor=request.actor, quote=quote)
            return redirect("quote_receipt", found.public_id)

        return once(request, effect)
    if quote.status not in ("draft", "needs_confirming"):
        return redirect("quote_receipt", found.public_id)
    context = {
        "section": "cases",
        "invitation": found,
        "slot": found.slot,
        "proposal": found.slot.proposal,
        "quote": quote,
    }
    return render(request, "sourcing/quote_check.html", context)


@member_page("GET")
def receipt(request: HttpRequest, public_id) -> HttpResponse:
    """The receipt: the database's instant and the hash of what was sealed."""
    found = _own(request, public_id)
    quote = open_quote_of(found)
    if quote is None or not quote.receipt_hash:
        return redirect("invitation", found.public_id)
    context = {
        "section": "cases",
        "invitation": found,
        "slot": found.slot,
        "proposal": found.slot.proposal,
        "quote": quote,
    }
    return render(request, "sourcing/quote_receipt.html", context)


@member_page("POST")
def withdraw(request: HttpRequest, public_id) -> HttpResponse:
    found = _own(request, public_id)
    quote = open_quote_of(found)
    if quote is None:
        raise NotFound("quote")

    def effect() -> HttpResponse:
        quotes.quote_withdraw(actor=request.actor, quote=quote)
        messages.success(request, _("見積を取り下げました。期限までなら、出し直せます。"))
        return redirect("invitation", found.public_id)

    return once(request, effect)


@member_page("POST")
def question(request: HttpRequest, public_id) -> HttpResponse:
    found = _own(request, public_id)

    def effect() -> HttpResponse:
        quotes.question_ask(actor=request.actor, invitation=found, text=request.POST.get("text", ""))
        messages.success(request, _("質問を送りました。答えは、頼まれた会社みんなに届きます。会社の名前は出ません。"))
        return redirect("invitation", found.public_id)

    return once(request, effect)
