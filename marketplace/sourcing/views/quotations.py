"""The asked factory's side: read, answer in four ways, check, hand in, keep the receipt."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import AnswerForm, QuestionForm, ShownForm
from marketplace.sourcing.models import Quotation, RequestForQuotation
from marketplace.sourcing.pages.rfqs import check_page, receipt_page, rfq_page, sheet_page
from marketplace.sourcing.policies import rfq_policy, visible_rfqs
from marketplace.sourcing.selectors.rfqs import open_quotation_of
from marketplace.sourcing.services.deadlines import ensure_quotations_due
from marketplace.sourcing.services.questions import question_ask
from marketplace.sourcing.services.quotations import quotation_submit, quotation_withdraw
from marketplace.sourcing.services.rfq_answers import rfq_answer, rfq_see
from marketplace.sourcing.states import TO_HAND_IN, ProposalStatus


def _own(request: HttpRequest, public_id: UUID) -> RequestForQuotation:
    """The actor's own rfq, once the requests went out."""
    rfq = get_visible_or_404(visible_rfqs(request.actor), public_id)
    if rfq.step.proposal.status == ProposalStatus.PLANNING:
        raise NotFound("rfq")
    return rfq


def _own_quotation(request: HttpRequest, found: RequestForQuotation) -> Quotation:
    quotation = open_quotation_of(found, request.actor)
    if quotation is None:
        raise NotFound("quotation")
    return quotation


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    found = _own(request, public_id)
    found.step.proposal = ensure_quotations_due(found.step.proposal)
    if rfq_policy.may(request.actor, "see", found):
        rfq_see(actor=request.actor, rfq=found)
    return show(request, "sourcing/rfq.html", rfq_page(request.actor, found, refused))


@member_page("GET", "POST")
def rfq(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is asked; the answer to it. A quotation is checked once more on the next page, the others are said at once."""
    if request.method != "POST":
        return _page(request, public_id)
    answer = request.POST.get("answer", "")
    said = {
        RequestForQuotation.DECLINE: _("見送りを伝えました。評価は下がりません。"),
        RequestForQuotation.REFER: _("紹介を伝えました。ありがとうございます。"),
    }
    return act(
        request,
        rfq_answer,
        rfq=_own(request, public_id),
        form=AnswerForm(request.POST),
        to=reverse("home") if answer in said else reverse("quotation_check", args=[public_id]),
        page=partial(_page, request, public_id),
        done=said.get(answer, ""),
    )


@member_page("POST")
def ask_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act(
        request,
        question_ask,
        rfq=_own(request, public_id),
        form=QuestionForm(request.POST),
        to=reverse("rfq", args=[public_id]),
        page=partial(_page, request, public_id),
        done=_("質問を送りました。答えは、頼まれた会社みんなに届きます。会社の名前は出ません。"),
    )


@member_page("GET")
def request_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The request on one A4 for the FAX or the hand: large print, boxes to tick, and a code that leads back to it."""
    address = request.build_absolute_uri(reverse("rfq", args=[public_id]))
    return show(request, "sourcing/request_sheet.html", sheet_page(request.actor, _own(request, public_id), address))


def _check_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    found = _own(request, public_id)
    return show(request, "sourcing/quotation_check.html", check_page(found, _own_quotation(request, found), refused))


@member_page("GET", "POST")
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read once more what will be sealed, then hand it in."""
    quotation = open_quotation_of(_own(request, public_id), request.actor)
    if quotation is None:
        return redirect("rfq", public_id)
    receipt_address = reverse("quotation_receipt", args=[public_id])
    if request.method == "POST":
        page = partial(_check_page, request, public_id)
        form = ShownForm(request.POST)
        return act(request, quotation_submit, quotation=quotation, form=form, to=receipt_address, page=page)
    return _check_page(request, public_id) if quotation.status in TO_HAND_IN else redirect(receipt_address)


def _receipt_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    found = _own(request, public_id)
    return show(
        request, "sourcing/quotation_receipt.html", receipt_page(found, _own_quotation(request, found), refused)
    )


@member_page("GET")
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receipt, once there is one."""
    quotation = open_quotation_of(_own(request, public_id), request.actor)
    if quotation is None or not quotation.receipt_hash:
        return redirect("rfq", public_id)
    return _receipt_page(request, public_id)


@member_page("POST")
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act(
        request,
        quotation_withdraw,
        quotation=_own_quotation(request, _own(request, public_id)),
        to=reverse("rfq", args=[public_id]),
        page=partial(_receipt_page, request, public_id),
        done=_("見積を取り下げました。期限までなら、出し直せます。"),
    )
