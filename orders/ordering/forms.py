"""What is entered on the page of an order."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.fields import DayField, FullWidthIntegerField, LineField, number_input
from orders.ordering.models import PurchaseOrder

_LAST_DAY = _("31 は月末です。")


class TermsForm(forms.Form):
    """What the statement of terms says; the legal items must not be empty."""

    content = forms.CharField(label=_("仕事の内容"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}))
    deliver_on = DayField(label=_("納期(受け取る日)"))
    deliver_to = LineField(label=_("納める場所"), max_length=200)
    inspect_days = FullWidthIntegerField(label=_("検査の日数"), min_value=1, max_value=60, widget=number_input())
    closing_day = FullWidthIntegerField(
        label=_("締め日"), min_value=1, max_value=31, widget=number_input(), help_text=_LAST_DAY
    )
    pay_months_after = forms.TypedChoiceField(
        label=_("支払う月"), coerce=int, choices=[(0, _("締めた月")), (1, _("翌月")), (2, _("翌々月"))]
    )
    pay_day = FullWidthIntegerField(
        label=_("支払う日"), min_value=1, max_value=31, widget=number_input(), help_text=_LAST_DAY
    )


def terms_of(order: PurchaseOrder) -> dict[str, object]:
    """What the form of its terms begins with."""
    return {name: getattr(order, name) for name in TermsForm.base_fields}


class PaymentForm(forms.Form):
    paid_on = DayField(label=_("支払った日"))
    amount_yen = FullWidthIntegerField(label=_("支払った額(税込)"), min_value=1, widget=number_input())


class RatingForm(forms.Form):
    SCORES = [
        (5, _("5 とてもよい")),
        (4, _("4 よい")),
        (3, _("3 ふつう")),
        (2, _("2 いまひとつ")),
        (1, _("1 よくない")),
    ]
    quality = forms.TypedChoiceField(label=_("品質"), coerce=int, choices=SCORES)
    delivery = forms.TypedChoiceField(label=pgettext_lazy("rating", "納期"), coerce=int, choices=SCORES)
    cost = forms.TypedChoiceField(label=_("値段の納得"), coerce=int, choices=SCORES)
    comment = forms.CharField(
        label=_("ひとこと"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChangeForm(forms.Form):
    amount_yen = FullWidthIntegerField(label=_("新しい金額(税抜)"), required=False, min_value=1, widget=number_input())
    deliver_on = DayField(label=_("新しい納期"), required=False)
    reason = LineField(label=_("変える理由"), max_length=500)


class AnswerChangeForm(forms.Form):
    reason = LineField(
        label=_("承知できないときの理由"),
        required=False,
        max_length=500,
    )


_FOR_WHAT_WAS_MADE = _("できた分に支払う額(税抜)")


class TerminationForm(forms.Form):
    reason = LineField(label=_("途中で終える理由"), max_length=500)
    amount_yen = FullWidthIntegerField(label=_FOR_WHAT_WAS_MADE, min_value=0, widget=number_input())


class CounterForm(forms.Form):
    amount_yen = FullWidthIntegerField(label=_FOR_WHAT_WAS_MADE, min_value=0, widget=number_input())
    words = LineField(label=_("相手へのひとこと"), required=False, max_length=500)


class AgreeForm(forms.Form):
    """Which proposal the page has shown."""

    proposed = LineField(max_length=100, widget=forms.HiddenInput)
