"""Comparing proposals: choosing one, asking once more, passing on all of them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import visible_inquiries
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import ReasonForm
from marketplace.sourcing.policies import offers
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.inquiry_endings import inquiry_fail, inquiry_reopen
from orders.awards.forms import AwardForm, CancelAwardForm
from orders.awards.pages import compare_page
from orders.awards.policies import award_policy
from orders.awards.selectors import live_award
from orders.awards.services import award_cancel, award_decide

#: Business days for which proposals are asked for once more.
ONCE_MORE = 5


def _own(request: HttpRequest, public_id: UUID) -> Inquiry:
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    if not award_policy.may(request.actor, "compare", inquiry):
        raise NotFound("inquiry")
    return inquiry


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    inquiry = ensure_inquiry_due(_own(request, public_id))
    return show(request, "awards/compare.html", compare_page(request.actor, inquiry, refused))


def _act(
    request: HttpRequest, public_id: UUID, service: Callable[..., Any], *, to: str = "inquiry", **named: Any
) -> HttpResponse:
    address = reverse(to, args=[public_id])
    return act(request, service, to=address, page=partial(_page, request, public_id), **named)


@member_page("GET")
def compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Two or three proposals side by side."""
    return _page(request, public_id)


@member_page("POST")
def award(request: HttpRequest, public_id: UUID) -> HttpResponse:
    inquiry = _own(request, public_id)
    return act(
        request,
        award_decide,
        inquiry=inquiry,
        form=AwardForm(request.POST, offers=offers(request.actor).filter(inquiry=inquiry)),
        to=lambda made: reverse("order", args=[made.order.public_id]),
        page=partial(_page, request, public_id),
        done=_("決めました。ほかのまとめ役には、理由をそえて伝えます。"),
    )


@member_page("POST")
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = live_award(_own(request, public_id))
    if found is None:
        raise NotFound("award")
    form = CancelAwardForm(request.POST, auto_id="undo_%s")
    done = _("決定を取り消しました。提案をもう一度選べます。")
    return _act(request, public_id, award_cancel, award=found, form=form, to="compare", done=done)


@member_page("POST")
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for proposals once more."""
    due = deadline_in_business_days(db_now(), ONCE_MORE)
    done = _("もう一度募集します。提案をくれた方々にも伝えます。")
    inquiry = _own(request, public_id)
    return _act(request, public_id, inquiry_reopen, inquiry=inquiry, proposals_due=due, done=done)


@member_page("POST")
def fail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """None of the proposals will do."""
    form = ReasonForm(request.POST, auto_id="fail_%s")
    done = _("どれも見送りました。提案をくれた方々に、理由をそえて伝えます。")
    return _act(request, public_id, inquiry_fail, inquiry=_own(request, public_id), form=form, done=done)
