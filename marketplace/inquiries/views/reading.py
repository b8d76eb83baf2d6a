"""相談する: what the page shows while somebody writes; nothing is kept."""

from django.http import HttpRequest, HttpResponse

from marketplace.accounts.decorators import public_page
from marketplace.inquiries.forms import InquiryForm, words_of
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.pages import LivePage, understood
from marketplace.inquiries.policies import visible_inquiries
from marketplace.kernel.actions import show
from marketplace.kernel.shortcuts import get_visible_or_404


def _inquiry(request: HttpRequest) -> Inquiry | None:
    key = request.POST.get("inquiry")
    return get_visible_or_404(visible_inquiries(request.actor), key) if key else None


def _levers(request: HttpRequest) -> dict[str, str]:
    return {key[6:]: value[:20] for key, value in request.POST.items() if key.startswith("lever_")}


@public_page("POST")
def read(request: HttpRequest) -> HttpResponse:
    """The pieces of the page that follow the words. The question that stands there stays until the text has answered
    it: somebody may be choosing just now."""
    inquiry, form, levers = _inquiry(request), InquiryForm(request.POST), _levers(request)
    words, asking = words_of(form), request.POST.get("asking", "")
    found = understood(words, inquiry, levers)
    # An answer that is only being chosen has not answered the question.
    told = understood({**words, "answers": form.given}, inquiry, levers) if asking and form.picked else found
    is_answered = asking not in {question.code for question in told.reading.questions}
    page = LivePage(inquiry, found, has_question=not asking or is_answered)
    return show(request, "inquiries/compose_live.html", page)


@public_page("POST")
def read_on(request: HttpRequest) -> HttpResponse:
    """The same with the next question: an answer was given, or is taken back."""
    inquiry = _inquiry(request)
    found = understood(words_of(InquiryForm(request.POST)), inquiry, _levers(request))
    return show(request, "inquiries/compose_live.html", LivePage(inquiry, found, has_question=True))
