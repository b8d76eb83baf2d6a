"""Shapes of what an orderer types: types, limits and words; what it means is the services'."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import ManyFilesField
from marketplace.inquiries.card import CARD_LABELS
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.estimates import LINE_AT_MOST
from marketplace.inquiries.services.inquiries import MAX_TEXT
from marketplace.kernel.fields import DayField, FullWidthIntegerField, LineField, number_input
from marketplace.kernel.text import kept_text

#: Those that have no field of their own beside the card.
CARD_FIELDS = {key: label for key, label in CARD_LABELS.items() if key not in ("quantity", "due", "budget")}


class AnswersField(forms.Field):
    """Answers to the questions, `question:choice` each; what is no such thing is no answer."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Sequence[str] | None) -> dict[str, str]:
        pairs = (item.partition(":")[::2] for item in (value or ())[:50])
        return {code[:20]: choice[:20] for code, choice in pairs if code and choice}


def card_field(label: str) -> LineField:
    return LineField(label=label, required=False, max_length=LINE_AT_MOST)


class InquiryForm(forms.Form):
    """The one generous box, and what may be said beside it. Nothing is required while it is a draft."""

    text = forms.CharField(
        label=_("作りたいもの、困っていること"),
        required=False,
        max_length=20_000,
        help_text=_("何に使うか、いくつ要るか、いつまでか。分かるところだけで十分です。"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    title = LineField(label=_("題"), required=False, max_length=80, help_text=_("空のままなら、書き出しから付けます。"))
    stage = forms.ChoiceField(
        label=_("いまの段階"), choices=[("", _("読みとりにまかせる")), *Inquiry.STAGES], required=False
    )
    quantity = FullWidthIntegerField(
        label=_("いくつ"), required=False, min_value=1, max_value=10_000_000, widget=number_input()
    )
    wish_date = DayField(label=_("いつまでに"), required=False)
    budget_yen = FullWidthIntegerField(
        label=_("予算(円)"), required=False, min_value=1, max_value=100_000_000_000, widget=number_input()
    )
    scope = forms.ChoiceField(label=_("だれに届けるか"), choices=Inquiry.SCOPES, required=False)
    teaser = forms.CharField(
        label=_("みんなに見える紹介文"),
        required=False,
        max_length=2_000,
        help_text=_("町工場がさがすときに見えます。空のままなら、下の文だけを見せます。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    #: Answers that were given, and the one that is being given.
    answer = AnswersField(required=False)
    pick = AnswersField(required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        #: The two apart: an answer that is only being chosen has not been given.
        self.given: dict[str, str] = {}
        self.picked: dict[str, str] = {}
        for key, label in CARD_FIELDS.items():
            self.fields[f"card_{key}"] = card_field(label)
        for field in self.fields.values():
            field.widget.attrs["form"] = "inquiry"  # the page has other forms between this one's fields

    def clean(self) -> dict[str, Any]:
        """The values that fit, as `inquiry_save` takes them; an emptied choice falls back to its first."""
        first = {"stage": "idea", "scope": Inquiry.PARTNERS}
        data = {name: value or first.get(name, value) for name, value in super().clean().items()}
        self.given, self.picked = data.pop("answer", None) or {}, data.pop("pick", None) or {}
        answers = {**self.given, **self.picked}
        answers.pop(self.data.get("forget", ""), None)
        card = {key: data.pop(f"card_{key}", "") or "" for key in CARD_FIELDS}
        return {**data, "answers": answers, "card": {key: value for key, value in card.items() if value}}

    def card_fields(self) -> list[forms.BoundField]:
        """The lines of the card that somebody may put right here, in the card's order."""
        return [self[f"card_{key}"] for key in CARD_FIELDS]


class PickForm(forms.Form):
    """A question that was left is answered."""

    answers = AnswersField(required=False)


class FilesForm(forms.Form):
    files = ManyFilesField(label=_("写真・図面"), required=False)


def words_of(form: InquiryForm) -> dict[str, Any]:
    """What of a form fits, whatever else is wrong with it."""
    form.is_valid()
    return {**form.cleaned_data, "text": kept_text(form.data.get("text", ""))[:MAX_TEXT]}
