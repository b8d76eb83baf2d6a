"""ことばを教える: what somebody calls a thing, and the search did not know."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from factories.catalog.forms import WordForm
from factories.catalog.models import WORD_AT_MOST
from factories.catalog.services.suggestions import word_suggest as suggest
from marketplace.accounts.gates import member_page
from marketplace.kernel.errors import Invalid
from marketplace.kernel.idempotency import once


@member_page("GET", "POST")
def word_suggest(request: HttpRequest) -> HttpResponse:
    """A small form, filled with what was searched for."""
    if request.method == "POST":
        return once(request, lambda: _suggested(request))
    return _page(request, WordForm(initial={"word": request.GET.get("word", "").strip()[:WORD_AT_MOST]}))


def _suggested(request: HttpRequest) -> HttpResponse:
    form = WordForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        suggest(actor=request.actor, **form.cleaned_data)
    except Invalid as refusal:
        form.add_error(None, refusal.message)
        return _page(request, form, status=400)
    messages.success(request, gettext("ありがとうございます。「%(word)s」を運営に伝えました。") % form.cleaned_data)
    return redirect("factories")


def _page(request: HttpRequest, form: WordForm, status: int = 200) -> HttpResponse:
    return render(request, "catalog/suggest_word.html", {"section": "factories", "form": form}, status=status)
