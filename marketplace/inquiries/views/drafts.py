"""Writing an inquiry and posting it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page, public_page
from marketplace.inquiries.forms import InquiryForm, words_of
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.pages import compose_page
from marketplace.inquiries.policies import visible_inquiries
from marketplace.inquiries.selectors import empty_draft
from marketplace.inquiries.services.inquiries import inquiry_draft, inquiry_save, inquiry_save_and_post
from marketplace.inquiries.session_draft import forget_words, keep_words, kept_words
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.calendar import JST
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404


def _is_member(request: HttpRequest) -> bool:
    return request.actor is not None and request.actor.organization is not None


def _first_page(
    request: HttpRequest, refused: Refusal = NOT_REFUSED, *, words: dict[str, Any] | None = None
) -> HttpResponse:
    return show(request, "inquiries/compose.html", compose_page(None, refused, words=words))


def _too_many() -> Refusal:
    return Refusal(
        message=_("短い間に何度も送られたので、受け付けませんでした。数分待って、もう一度押してください。"), status=429
    )


def _edit_address(draft: Inquiry) -> str:
    return reverse("inquiry_edit", args=[draft.public_id])


@public_page("GET", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an inquiry. A visitor sees what is understood of the words, which are kept through sign-in; a member gets a
    draft."""
    is_post = request.method == "POST"
    words = words_of(InquiryForm(request.POST)) if is_post else kept_words(request)
    if not _is_member(request):
        if is_post and not keep_words(request, words):
            return _first_page(request, _too_many(), words=words)
        if request.user.is_authenticated:
            return redirect("join")
        return redirect("inquiry_new") if is_post else _first_page(request, words=words)
    draft = None if words.get("text") else empty_draft(request.actor)
    if draft:
        return redirect(_edit_address(draft))
    forget_words(request)
    if is_post:
        page = partial(_first_page, request, words=words)
        return act(request, inquiry_draft, to=_edit_address, page=page, **words)
    return redirect(_edit_address(inquiry_draft(actor=request.actor, **words)))


@public_page("POST")
def go_on(request: HttpRequest) -> HttpResponse:
    """A visitor has written enough and signs up; the words are kept."""
    words = words_of(InquiryForm(request.POST))
    if not keep_words(request, words):
        return _first_page(request, _too_many(), words=words)
    return redirect("inquiry_new" if request.user.is_authenticated else "account_request_login_code")


def own_inquiry(request: HttpRequest, public_id: UUID) -> Inquiry:
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    if inquiry.orderer != request.actor.organization:
        raise NotFound("inquiry")
    return inquiry


def draft_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "inquiries/compose.html", compose_page(own_inquiry(request, public_id), refused))


@member_page("GET")
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The one generous box: words, photos, what is understood of them; teaser and confidential part side by side."""
    if own_inquiry(request, public_id).status != InquiryStatus.DRAFT:
        return redirect("inquiry", public_id)
    return draft_page(request, public_id)


@member_page("POST")
def save(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save the draft while it is written; what does not fit is left out and said."""
    form = InquiryForm(request.POST)
    form.is_valid()
    inquiry_save(actor=request.actor, inquiry=own_inquiry(request, public_id), **form.cleaned_data)
    now = timezone.now().astimezone(JST)
    return JsonResponse({"saved_at": f"{now.hour}:{now.minute:02d}", "left_out": sorted(form.errors)})


def _act(request: HttpRequest, public_id: UUID, service: Callable[..., Any], **said: Any) -> HttpResponse:
    inquiry, form = own_inquiry(request, public_id), InquiryForm(request.POST)
    return act(request, service, inquiry=inquiry, form=form, page=partial(draft_page, request, public_id), **said)


@member_page("POST")
def keep(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave it a draft; what was written is saved without JavaScript too."""
    to = reverse("inquiry_edit", args=[public_id])
    return _act(request, public_id, inquiry_save, to=to, done=_("下書きを保存しました。"), is_edit=True)


@member_page("POST")
def ask_on(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save and show the next question, without JavaScript too."""
    to = reverse("inquiry_edit", args=[public_id]) + "#question"
    return _act(request, public_id, inquiry_save, to=to, is_edit=True)


@member_page("POST")
def post(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, inquiry_save_and_post, to=reverse("inquiry", args=[public_id]))
