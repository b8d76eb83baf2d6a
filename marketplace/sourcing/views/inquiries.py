"""An inquiry after posting: the clock, what comes of it, and what its orderer adds."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.inquiries.forms import FilesForm, PickForm
from marketplace.inquiries.policies import visible_inquiries
from marketplace.inquiries.services.attachments import attachments_add
from marketplace.inquiries.services.inquiries import inquiry_answer, inquiry_extend
from marketplace.inquiries.states import InquiryStatus
from marketplace.inquiries.views.drafts import draft_page, own_inquiry
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.clock import db_now
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import ReasonForm, ReviseForm, TakeForm
from marketplace.sourcing.pages.inquiries import inquiry_page, revise_page
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.inquiry_endings import inquiry_cancel, inquiry_close_proposals, inquiry_revise
from marketplace.sourcing.services.proposals import proposal_take

#: Business days by which the orderer puts the deadline off.
LATER = 5


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    """The page on which the buttons of an inquiry stand: a draft's is the one on which it is written."""
    found = get_visible_or_404(visible_inquiries(request.actor), public_id)
    if found.status == InquiryStatus.DRAFT:
        return draft_page(request, public_id, refused)
    page = inquiry_page(request.actor, ensure_inquiry_due(found), refused)
    return show(request, "sourcing/inquiry.html", page)


def _act(
    request: HttpRequest, public_id: UUID, service: Callable[..., Any], *, to: str = "", **named: Any
) -> HttpResponse:
    """Do something to the inquiry and come back to its page, or go on to `to`."""
    to = to or reverse("inquiry", args=[public_id])
    return act(request, service, to=to, page=partial(_page, request, public_id), **named)


@member_page("GET")
def inquiry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A draft is gone on with; a hub that answered goes to its board."""
    found = get_visible_or_404(visible_inquiries(request.actor), public_id)
    if found.status == InquiryStatus.DRAFT:
        return redirect("inquiry_edit", public_id)
    ensure_inquiry_due(found)
    mine = found.proposals.live().filter(organization=request.actor.organization).first()
    return redirect("board", mine.public_id) if mine else _page(request, public_id)


@member_page("POST")
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer an inquiry with a sentence; the clock stops."""
    return act(
        request,
        proposal_take,
        inquiry=get_visible_or_404(visible_inquiries(request.actor), public_id),
        form=TakeForm(request.POST),
        to=lambda proposal: reverse("proposal_plan", args=[proposal.public_id]),
        page=partial(_page, request, public_id),
        done=_("返事を送りました。相談の部屋が開いています。"),
    )


@member_page("POST")
def add_files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add photos and files to a draft or an open inquiry; what does not fit is named."""
    found = get_visible_or_404(visible_inquiries(request.actor), public_id)
    form = FilesForm(request.POST, request.FILES)
    to = reverse("inquiry_edit" if found.status == InquiryStatus.DRAFT else "inquiry", args=[public_id])
    return _act(request, public_id, attachments_add, inquiry=found, form=form, to=to)


@member_page("POST")
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A question that was left is answered while the inquiry is open."""
    found = own_inquiry(request, public_id)
    to, done = reverse("inquiry", args=[public_id]) + "#while-waiting", _("答えを仕様カードに書きました。")
    return _act(request, public_id, inquiry_answer, inquiry=found, form=PickForm(request.POST), to=to, done=done)


@member_page("POST")
def extend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = own_inquiry(request, public_id)
    later = deadline_in_business_days(found.proposals_due or db_now(), LATER)
    done = _("提案の締切をのばしました。返事をした方々に伝えます。")
    return _act(request, public_id, inquiry_extend, inquiry=found, proposals_due=later, done=done)


@member_page("POST")
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Compare early, when every answer has become a proposal."""
    to = reverse("compare", args=[public_id])
    return _act(request, public_id, inquiry_close_proposals, inquiry=own_inquiry(request, public_id), to=to)


@member_page("POST")
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = own_inquiry(request, public_id), ReasonForm(request.POST)
    is_draft = found.status == InquiryStatus.DRAFT
    done = _("下書きをやめました。") if is_draft else _("相談を取りやめました。返事をした方々に伝えます。")
    return _act(request, public_id, inquiry_cancel, inquiry=found, form=form, to=reverse("cases"), done=done)


def _revise_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "sourcing/inquiry_revise.html", revise_page(own_inquiry(request, public_id), refused))


@member_page("GET", "POST")
def revise(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what is wanted while proposals are made: they go back to their hubs."""
    found = own_inquiry(request, public_id)
    if request.method != "POST":
        is_open = found.status == InquiryStatus.OPEN
        return _revise_page(request, public_id) if is_open else redirect("inquiry", public_id)
    return act(
        request,
        inquiry_revise,
        inquiry=found,
        form=ReviseForm(request.POST),
        to=reverse("inquiry", args=[public_id]),
        page=partial(_revise_page, request, public_id),
        done=_("依頼を変えました。返事をした方々に伝えます。"),
    )
