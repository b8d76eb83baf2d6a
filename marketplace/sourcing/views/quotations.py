"""The asked factory's side: read, answer in four ways, check, hand in, keep the receipt."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page
from marketplace.inquiries.policies import visible_attachments
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.idempotency import once
from marketplace.sourcing.forms import AnswerForm
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.policies import visible_rfqs
from marketplace.sourcing.selectors.rfqs import fairness_of, open_quotation_of
from marketplace.sourcing.services import quotations
from marketplace.sourcing.services.deadlines import ensure_quotations_due
from marketplace.sourcing.states import TO_HAND_IN, ProposalStatus, RfqStatus


def _own(request: HttpRequest, public_id) -> RequestForQuotation:
    """The actor's own rfq, once the requests went out."""
    rfq = get_visible_or_404(visible_rfqs(request.actor), public_id)
    if rfq.step.proposal.status == ProposalStatus.PLANNING:
        raise NotFound("rfq")
    return rfq


@member_page("GET", "POST")
def rfq(request: HttpRequest, public_id) -> HttpResponse:
    """What is asked, by when, by whom, how fairly; four large answers."""
    found = _own(request, public_id)
    found.step.proposal = ensure_quotations_due(found.step.proposal)
    quotation = open_quotation_of(found)
    if request.method == "GET":
        if request.actor.may_write and found.status == RfqStatus.SENT:
            quotations.rfq_see(actor=request.actor, rfq=found)
        initial = {}
        if quotation:
            answer = RequestForQuotation.CONDITIONAL if quotation.is_conditional else RequestForQuotation.CAN
            initial = {
                "unit_price": quotation.unit_price,
                "days": quotation.days,
                "remark": quotation.remark,
                "answer": answer,
            }
            if quotation.unit_price is None:
                initial["total_yen"] = quotation.amount_yen
        return _page(request, found, AnswerForm(initial=initial), quotation)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, quotation, status=400)
    try:
        return once(request, lambda: _answer(request, found, form.cleaned_data))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        form.add_error(None, error.message)
        return _page(request, found, form, quotation, status=error.status)


def _answer(request: HttpRequest, found: RequestForQuotation, data: dict) -> HttpResponse:
    actor = request.actor
    if data["answer"] == RequestForQuotation.DECLINE:
        quotations.rfq_decline(actor=actor, rfq=found, reason=data["reason"], remark=data["remark"])
        messages.success(request, _("見送りを伝えました。評価は下がりません。"))
        return redirect("home")
    if data["answer"] == RequestForQuotation.REFER:
        quotations.rfq_refer(actor=actor, rfq=found, referral=data["referral"], remark=data["remark"])
        messages.success(request, _("紹介を伝えました。ありがとうございます。"))
        return redirect("home")
    quotations.quotation_draft(
        actor=actor,
        rfq=found,
        unit_price=data["unit_price"],
        total_yen=None if data["unit_price"] is not None else data["total_yen"],
        days=data["days"],
        remark=data["remark"],
        is_conditional=data["answer"] == RequestForQuotation.CONDITIONAL,
    )
    return redirect("quotation_check", found.public_id)


def _page(request: HttpRequest, found: RequestForQuotation, form: AnswerForm, quotation, *, status=200) -> HttpResponse:
    proposal = found.step.proposal
    now = db_now()
    context = {
        "section": "cases",
        "rfq": found,
        "step": found.step,
        "proposal": proposal,
        "is_proxy": _is_proxy(request, found),
        "form": form,
        "quotation": quotation,
        "fair": fairness_of(found),
        "questions": found.step.questions.all(),
        "attachments": visible_attachments(request.actor).filter(inquiry=proposal.inquiry_id),
        "is_open": proposal.status == ProposalStatus.QUOTING and found.status != RfqStatus.CLOSED,
        "seconds_left": max(0, int((proposal.quotations_due - now).total_seconds())) if proposal.quotations_due else 0,
    }
    return render(request, "sourcing/rfq.html", context, status=status)


@member_page("GET")
def request_sheet(request: HttpRequest, public_id) -> HttpResponse:
    """The request on one A4 for the FAX or the hand: large print, boxes to tick, and a code that leads back to it."""
    found = _own(request, public_id)
    page = request.build_absolute_uri(reverse("rfq", args=[found.public_id]))
    context = {
        "section": "cases",
        "rfq": found,
        "step": found.step,
        "proposal": found.step.proposal,
        "reasons": [label for _code, label in RequestForQuotation.REASONS],
        "code": segno.make(page, error="m").svg_inline(scale=3, border=1),
        "proxy": request.actor.organization if _is_proxy(request, found) else None,
    }
    return render(request, "sourcing/request_sheet.html", context)


def _is_proxy(request: HttpRequest, found: RequestForQuotation) -> bool:
    return found.factory.organization != request.actor.organization


@member_page("GET", "POST")
def check(request: HttpRequest, public_id) -> HttpResponse:
    """Read once more what will be sealed, then hand it in."""
    found = _own(request, public_id)
    quotation = open_quotation_of(found)
    if quotation is None:
        return redirect("rfq", found.public_id)
    if request.method == "POST":

        def effect() -> HttpResponse:
            quotations.quotation_submit(actor=request.actor, quotation=quotation)
            return redirect("quotation_receipt", found.public_id)

        return once(request, effect)
    if quotation.status not in TO_HAND_IN:
        return redirect("quotation_receipt", found.public_id)
    context = {
        "section": "cases",
        "rfq": found,
        "step": found.step,
        "proposal": found.step.proposal,
        "quotation": quotation,
    }
    return render(request, "sourcing/quotation_check.html", context)


@member_page("GET")
def receipt(request: HttpRequest, public_id) -> HttpResponse:
    """The receipt: the database's instant and the hash of what was sealed."""
    found = _own(request, public_id)
    quotation = open_quotation_of(found)
    if quotation is None or not quotation.receipt_hash:
        return redirect("rfq", found.public_id)
    context = {
        "section": "cases",
        "rfq": found,
        "step": found.step,
        "proposal": found.step.proposal,
        "quotation": quotation,
    }
    return render(request, "sourcing/quotation_receipt.html", context)


@member_page("POST")
def withdraw(request: HttpRequest, public_id) -> HttpResponse:
    found = _own(request, public_id)
    quotation = open_quotation_of(found)
    if quotation is None:
        raise NotFound("quotation")

    def effect() -> HttpResponse:
        quotations.quotation_withdraw(actor=request.actor, quotation=quotation)
        messages.success(request, _("見積を取り下げました。期限までなら、出し直せます。"))
        return redirect("rfq", found.public_id)

    return once(request, effect)


@member_page("POST")
def question(request: HttpRequest, public_id) -> HttpResponse:
    found = _own(request, public_id)

    def effect() -> HttpResponse:
        quotations.question_ask(actor=request.actor, rfq=found, text=request.POST.get("text", ""))
        messages.success(request, _("質問を送りました。答えは、頼まれた会社みんなに届きます。会社の名前は出ません。"))
        return redirect("rfq", found.public_id)

    return once(request, effect)
