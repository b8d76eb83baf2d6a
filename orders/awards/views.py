"""Comparing proposals and choosing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from marketplace.accounts.pages import member_page
from marketplace.inquiries.policies import inquiry_policy, visible_inquiries
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.idempotency import once
from marketplace.sourcing.policies import offers
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.states import ProposalStatus
from orders.awards.forms import AwardForm
from orders.awards.models import Award
from orders.awards.selectors import offers_of
from orders.awards.services import award_cancel, award_decide
from orders.awards.states import AwardStatus


def _own(request: HttpRequest, public_id):
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    if not inquiry_policy.may(request.actor, "compare", inquiry):
        raise NotFound("inquiry")
    return inquiry


@member_page("GET")
def compare(request: HttpRequest, public_id) -> HttpResponse:
    """Two or three proposals side by side."""
    inquiry = ensure_inquiry_due(_own(request, public_id))
    context = {
        "section": "cases",
        "inquiry": inquiry,
        "offers": offers_of(inquiry, request.actor) if inquiry.status != InquiryStatus.OPEN else [],
        "form": AwardForm(),
        "allowed": inquiry_policy.allowed(request.actor, inquiry),
        "award": inquiry.awards.filter(status=AwardStatus.DECIDED)
        .select_related("order__proposal__organization")
        .first(),
        "submitted": inquiry.proposals.filter(status=ProposalStatus.SUBMITTED).count(),
    }
    return render(request, "awards/compare.html", context)


@member_page("POST")
def award(request: HttpRequest, public_id) -> HttpResponse:
    inquiry = _own(request, public_id)
    form = AwardForm(request.POST)
    if not form.is_valid():
        raise Invalid("award.form", gettext("提案を1つ選び、選んだ理由を書いてください。"))
    proposal = get_visible_or_404(offers(request.actor).filter(inquiry=inquiry), form.cleaned_data["proposal"])

    def effect() -> HttpResponse:
        made = award_decide(actor=request.actor, inquiry=inquiry, proposal=proposal, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("決めました。ほかのまとめ役には、理由をそえて伝えます。"))
        return redirect("order", made.order.public_id)

    return once(request, effect)


@member_page("POST")
def cancel(request: HttpRequest, public_id) -> HttpResponse:
    inquiry = _own(request, public_id)
    found = Award.objects.filter(inquiry=inquiry, status=AwardStatus.DECIDED).first()
    if found is None:
        raise NotFound("award")

    def effect() -> HttpResponse:
        award_cancel(actor=request.actor, award=found, reason=request.POST.get("reason", ""))
        messages.success(request, gettext("決定を取り消しました。提案をもう一度選べます。"))
        return redirect("compare", inquiry.public_id)

    return once(request, effect)
