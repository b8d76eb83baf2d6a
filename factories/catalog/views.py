"""ことばを教える: what somebody calls a thing, and the search did not know."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from factories.catalog.forms import WordForm
from factories.catalog.models import WORD_AT_MOST, WordSuggestion
from factories.catalog.pages import word_page
from factories.catalog.services.suggestions import word_suggest
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show


def _page(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    word = request.GET.get("word", "").strip()[:WORD_AT_MOST]
    return show(request, "catalog/suggest_word.html", word_page(refused, word=word))


def _thanks(suggestion: WordSuggestion) -> str:
    return gettext("ありがとうございます。「%(word)s」を運営に伝えました。") % {"word": suggestion.word}


@member_page("GET", "POST")
def suggest(request: HttpRequest) -> HttpResponse:
    """A small form, filled with what was searched for."""
    page = partial(_page, request)
    if request.method != "POST":
        return page()
    return act(request, word_suggest, form=WordForm(request.POST), to=reverse("factories"), page=page, done=_thanks)
