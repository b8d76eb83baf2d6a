"""What is entered on the page of a ring."""

from datetime import timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.profile.models import Factory
from marketplace.files.fields import ManyFilesField
from marketplace.kernel.actors import Actor
from marketplace.kernel.allowances import Rate, take
from marketplace.kernel.fields import DayField, FullWidthIntegerField, LineField, number_input
from marketplace.kernel.text import plain
from orders.production.models import Discrepancy, DiscrepancyOutcome, WorkOrderStep

MOST = 10_000_000


def _count(label: str, **facts: object) -> FullWidthIntegerField:
    return FullWidthIntegerField(label=label, min_value=0, max_value=MOST, widget=number_input(), **facts)


class FactoryField(forms.ModelChoiceField):
    def label_from_instance(self, factory: Factory) -> str:
        firm = factory.organization
        return gettext("%(name)s(%(more)s)") % {"name": firm.name, "more": firm.municipality.name}


class ReplaceForm(forms.Form):
    """`factories`: those that could take the work over."""

    factory = FactoryField(Factory.objects.none(), label=pgettext_lazy("one", "町工場"), to_field_name="public_id")
    amount_yen = FullWidthIntegerField(label=_("金額(税抜)"), min_value=1, widget=number_input())
    deliver_on = DayField(label=_("納期"))

    def __init__(self, *args, factories: QuerySet[Factory], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["factory"].queryset = factories


class ReportForm(forms.Form):
    """Pieces made since the last report; `is_done` is the button that also finishes the step."""

    good = _count(_("できた数"))
    scrap = _count(_("だめだった数"), required=False, initial=0)
    is_surplus = forms.BooleanField(label=_("注文より多く作りました"), required=False)
    is_done = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_scrap(self) -> int:
        return self.cleaned_data["scrap"] or 0


class CorrectForm(forms.Form):
    """What the counts should have been, all in all."""

    good = _count(_("正しいできた数(合計)"))
    scrap = _count(_("正しいだめだった数(合計)"))
    remark = LineField(label=_("直す理由"), max_length=500)
    is_surplus = forms.BooleanField(label=_("注文より多く作りました"), required=False)


class NextStepField(forms.ModelChoiceField):
    def label_from_instance(self, step: WorkOrderStep) -> str:
        return f"{step.position} {step.title}"


class HandOverForm(forms.Form):
    """`following`: the steps that may come next; none of them where the goods go to the orderer."""

    to_step = NextStepField(
        WorkOrderStep.objects.none(), label=_("渡す相手"), to_field_name="public_id", empty_label=None, required=False
    )
    count = _count(_("渡す数"))
    condition = LineField(label=_("品物のようす"), required=False, max_length=500)
    photos = ManyFilesField(label=_("写真"), required=False)

    def __init__(self, *args, following: QuerySet[WorkOrderStep], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_step"].queryset = following
        self.fields["photos"].widget.attrs["accept"] = "image/*"


class ReceiveForm(forms.Form):
    count = _count(_("届いた数"))


class NumberForm(forms.Form):
    """The number of a slip, and how many pieces came with it; `actor` has so many tries."""

    TRIES = Rate(20, timedelta(minutes=5))

    number = LineField(
        label=_("受け渡し票の番号(6けた)"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    count = _count(_("届いた数"))

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_number(self) -> str:
        if not take("hand_over.number", self.TRIES, self.actor.key):
            raise forms.ValidationError(
                gettext("何度も試したので、しばらく受け付けません。仲間まわしの頁で受け取ってください。")
            )
        return "".join(letter for letter in plain(self.cleaned_data["number"]) if letter.isdecimal())


class RecountForm(forms.Form):
    count = _count(_("数え直した数"))


class InspectForm(forms.Form):
    rejected = _count(_("だめだった数"), required=False, initial=0)
    description = LineField(label=_("どこがどうだめか"), required=False, max_length=500)

    def clean_rejected(self) -> int:
        return self.cleaned_data["rejected"] or 0


class OutcomeForm(forms.Form):
    outcome = LineField(label=_("決めたこと"), required=False, max_length=500)


class DiscrepancyForm(forms.Form):
    """How a discrepancy is to end; `row` says what can be chosen and what a price by the piece would be."""

    outcome = forms.ChoiceField(label=_("どうしますか"), widget=forms.RadioSelect)
    amount_yen = FullWidthIntegerField(
        label=_("新しい金額(税抜)"),
        required=False,
        min_value=1,
        widget=number_input(),
        help_text=_("金額を変えるとき。"),
    )
    deliver_on = DayField(label=_("残りを納める日"), required=False, help_text=_("あとから納めるとき。"))
    words = LineField(label=_("相手へのことば"), required=False, max_length=500)

    def __init__(self, *args, row: Discrepancy, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in row.outcomes]
        if DiscrepancyOutcome.FOLLOW not in row.outcomes:
            del self.fields["deliver_on"]
        if DiscrepancyOutcome.REPRICE not in row.outcomes:
            del self.fields["amount_yen"]
