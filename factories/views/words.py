"""ことばを教える: what somebody calls a thing, and the search did not know."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.models.taxonomy import WORD_AT_MOST
from factories.selectors import taxonomy
from factories.services.words import word_suggest as suggest
from marketplace.accounts.pages import member_page
from marketplace.kernel.errors import Invalid
from marketplace.kernel.idempotency import once


class WordForm(forms.Form):
    word = forms.CharField(
        label=_("教えたいことば"), max_length=WORD_AT_MOST, help_text=_("ふだんの言い方をひとつ。例: とって、ハンドル")
    )
    process = forms.ChoiceField(
        label=pgettext_lazy("capability", "工程"),
        required=False,
        help_text=_("どの工程のことか、わかれば選んでください。"),
    )
    remark = forms.CharField(
        label=_("ひとこと"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = taxonomy()
        self.fields["process"].choices = [
            ("", gettext("わかりません")),
            *((g.name, [(p.code, p.name) for p in known.in_group(g.code)]) for g in known.groups),
        ]


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
    return redirect("shops")


def _page(request: HttpRequest, form: WordForm, status: int = 200) -> HttpResponse:
    return render(request, "factories/word_suggest.html", {"section": "shops", "form": form}, status=status)
