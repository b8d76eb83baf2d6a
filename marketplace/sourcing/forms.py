"""Shapes of what hubs and factories type: types, limits and words; what it means is the services'."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.catalog.forms import material_choices, process_choices
from marketplace.inquiries.card import CARD_LABELS
from marketplace.inquiries.forms import card_field
from marketplace.intake.results import Line
from marketplace.kernel.fields import DayField, FullWidthDecimalField, FullWidthIntegerField, LineField, number_input
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.services.plans import MAX_STEPS, StepEntry
from marketplace.sourcing.wording import (
    ANSWER_MISSING,
    CONDITION_MISSING,
    FIRST_ANSWER_MISSING,
    QUESTION_MISSING,
    REASON_MISSING,
    REFERRAL_MISSING,
    SUMMARY_MISSING,
)


class StepChangeForm(forms.Form):
    quantity = FullWidthIntegerField(label=_("数"), min_value=1, max_value=10_000_000, widget=number_input())
    tolerance_mm = FullWidthDecimalField(
        label=_("精度(±mm)"), required=False, max_digits=6, decimal_places=3, min_value=0, widget=number_input()
    )
    note = forms.CharField(
        label=_("細かいこと"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CardForm(forms.Form):
    """The hub puts the card right: every line, as it stands now."""

    def __init__(self, *args, lines: Iterable[Line], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[line.key] = card_field(CARD_LABELS[line.key])

    def clean(self) -> dict[str, dict[str, str]]:
        return {"card": super().clean()}


class ReviseForm(forms.Form):
    text = forms.CharField(
        label=_("作りたいもの、困っていること"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    quantity = FullWidthIntegerField(
        label=_("いくつ"), required=False, min_value=1, max_value=10_000_000, widget=number_input()
    )
    wish_date = DayField(label=_("いつまでに"), required=False)


class TakeForm(forms.Form):
    first_answer = forms.CharField(
        label=_("お客さまへの最初のひとこと"),
        max_length=2_000,
        help_text=_("人の言葉で、1〜2文。これで時計が止まり、相談の部屋が開きます。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": FIRST_ANSWER_MISSING},
    )


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("理由"),
        max_length=200,
        help_text=_("返事をした方々に、そのまま伝わります。"),
        error_messages={"required": REASON_MISSING},
    )


class RfqForm(forms.Form):
    """`why_more`: why more than the usual number are asked."""

    why_more = LineField(label=_("理由"), required=False, max_length=200)


class AnswerQuestionForm(forms.Form):
    """What the hub answers to everybody who was asked."""

    answer = forms.CharField(
        label=_("答え"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": ANSWER_MISSING},
    )


class StepForm(forms.Form):
    """One row of the plan."""

    process = forms.ChoiceField(label=pgettext_lazy("capability", "工程"), choices=[])
    title = LineField(label=_("呼び名"), required=False, max_length=60)
    material = forms.ChoiceField(label=_("材質"), required=False, choices=[])
    size = LineField(label=_("大きさ(mm)"), required=False, max_length=40, help_text=_("例: 120×60×20"))
    tolerance_mm = FullWidthDecimalField(
        label=_("精度(±mm)"), required=False, max_digits=6, decimal_places=3, min_value=0, widget=number_input()
    )
    quantity = FullWidthIntegerField(label=_("数"), min_value=1, max_value=10_000_000, widget=number_input())
    after = LineField(label=_("先に終わる工程"), required=False, max_length=40, help_text=_("番号。例: 1 または 1,2"))
    is_in_house = forms.BooleanField(label=_("自社で行う"), required=False)
    in_house_yen = FullWidthIntegerField(label=_("自社の金額(円)"), required=False, min_value=0, widget=number_input())
    in_house_days = FullWidthIntegerField(
        label=_("自社の日数"), required=False, min_value=0, max_value=365, widget=number_input()
    )
    note = forms.CharField(
        label=_("細かいこと"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = LineField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [("", gettext("えらんでください")), *process_choices()]
        self.fields["material"].choices = [("", gettext("決めていない")), *material_choices()]

    def clean_size(self) -> tuple[int, ...]:
        text = unicodedata.normalize("NFKC", self.cleaned_data["size"]).lower().replace("mm", "")
        for sign in "x*φ×・、,":
            text = text.replace(sign, " ")
        try:
            sizes = tuple(int(float(part)) for part in text.split())
        except (ValueError, OverflowError):
            raise forms.ValidationError(gettext("数字で入れてください。例: 120×60×20")) from None
        if len(sizes) > 3 or any(not 0 < n <= 100_000 for n in sizes):
            raise forms.ValidationError(gettext("3つまでの、1 から 100,000 の数で入れてください。"))
        return sizes

    def clean_after(self) -> tuple[int, ...]:
        text = unicodedata.normalize("NFKC", self.cleaned_data["after"]).replace("、", ",")
        try:
            numbers = tuple(sorted({int(part) for part in text.split(",") if part.strip()}))
        except ValueError:
            raise forms.ValidationError(gettext("工程の番号で入れてください。例: 1 または 1,2")) from None
        if any(not 0 < n <= MAX_STEPS for n in numbers):
            raise forms.ValidationError(gettext("ない番号です。"))
        return numbers

    def entry(self, number_of: dict[int, int]) -> StepEntry:
        """`number_of`: the new number of each row that was kept."""
        data = {name: value for name, value in self.cleaned_data.items() if name in self.base_fields}
        after = tuple(number_of[n] for n in data.pop("after") if n in number_of)
        return StepEntry(size_mm=data.pop("size"), after=after, **data)


class BaseStepFormSet(forms.BaseFormSet):
    @property
    def cleaned_data(self) -> dict[str, list[StepEntry]]:
        """As `plan_save` takes it: the rows that were kept, in order, their `after` numbers moved along with rows that were
        removed."""
        kept = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        number_of = {self.forms.index(form) + 1: n for n, form in enumerate(kept, 1)}
        return {"entries": [form.entry(number_of) for form in kept]}


StepFormSet: type[BaseStepFormSet] = forms.formset_factory(
    StepForm,
    formset=BaseStepFormSet,
    extra=1,
    max_num=MAX_STEPS,
    absolute_max=MAX_STEPS + 1,  # else the page that refuses shows a thousand rows
    validate_max=True,
    can_delete=True,
)


def with_one_more(posted: QueryDict, prefix: str) -> QueryDict:
    """What was posted, with one more empty row."""
    data = posted.copy()
    rows = StepFormSet(posted, prefix=prefix).total_form_count()
    data[f"{prefix}-TOTAL_FORMS"] = str(min(rows + 1, MAX_STEPS))
    return data


class AnswerForm(forms.Form):
    """The four answers of an asked factory; what each needs is checked for the chosen one only."""

    answer = forms.ChoiceField(label=_("お返事"), choices=RequestForQuotation.ANSWERS, widget=forms.RadioSelect)
    unit_price = FullWidthDecimalField(
        label=_("1個の値段"), required=False, max_digits=12, decimal_places=2, min_value=0, widget=number_input()
    )
    total_yen = FullWidthIntegerField(label=_("合計だけ書く"), required=False, min_value=1, widget=number_input())
    days = FullWidthIntegerField(
        label=_("かかる日数"), required=False, min_value=1, max_value=365, widget=number_input()
    )
    reason = forms.ChoiceField(
        label=_("差しつかえなければ、理由を"),
        choices=[*RequestForQuotation.REASONS],
        required=False,
        widget=forms.RadioSelect,
    )
    referral = LineField(
        label=_("会社の名前"), required=False, max_length=120, help_text=_("電話番号だけでもかまいません。")
    )
    remark = forms.CharField(
        label=_("ひとこと"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        answer = data.get("answer")
        if answer in RequestForQuotation.SEALED_ANSWERS:
            if data.get("unit_price") is None and data.get("total_yen") is None and "unit_price" not in self.errors:
                self.add_error("unit_price", gettext("金額を数字で入れてください。例: 1,100"))
            if data.get("days") is None and "days" not in self.errors:
                self.add_error("days", gettext("日数を数字で入れてください。例: 4"))
        if answer == RequestForQuotation.CONDITIONAL and not data.get("remark"):
            self.add_error("remark", CONDITION_MISSING)
        if answer == RequestForQuotation.REFER and not data.get("referral"):
            self.add_error("referral", REFERRAL_MISSING)
        return data


class QuestionForm(forms.Form):
    """What a factory asks before it answers."""

    text = forms.CharField(
        label=_("質問"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": QUESTION_MISSING},
    )


class SubmitForm(forms.Form):
    summary = forms.CharField(
        label=_("この提案のよいところ"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("お客さまが比べるときに、いちばん上に見えます。"),
        error_messages={"required": SUMMARY_MISSING},
    )
    conditions = forms.CharField(
        label=_("条件"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    ideas = forms.CharField(
        label=_("もっと良くなる案"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("安くなる、軽くなる、早くなる工夫があれば。"),
    )


class MarginForm(forms.Form):
    margin_percent = FullWidthDecimalField(
        label=_("御社の取り分"),
        max_digits=4,
        decimal_places=1,
        min_value=0,
        max_value=60,
        widget=number_input(),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("取り分は 0 から 60 までの数で入れてください。例: 12"),
        ),
    )


class ShownForm(forms.Form):
    """Which quotation the check page has shown."""

    shown = LineField(max_length=64, widget=forms.HiddenInput)
