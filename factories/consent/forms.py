"""With whose consent a firm is entered, and the firm itself."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from factories.consent.models import ProxyConsent
from factories.profile.models import Factory
from marketplace.accounts.forms import MunicipalityField
from marketplace.kernel.allowances import Rate, take
from marketplace.kernel.fields import DayField, LineField
from marketplace.kernel.text import plain


class ConsentForm(forms.Form):
    """With whose consent somebody else writes."""

    consented_by = LineField(label=_("承知した方のお名前"), max_length=60)
    consented_on = DayField(label=_("承知した日"))
    way = forms.ChoiceField(label=_("承知のしかた"), choices=ProxyConsent.WAYS, widget=forms.RadioSelect)
    cause = LineField(
        label=_("代わりに書く理由"), max_length=300, help_text=_("例: パソコンもスマートフォンも使わないため")
    )


class FirmForm(ConsentForm):
    """A firm that has no account, entered for it."""

    name = LineField(label=_("会社の名前"), max_length=120)
    kana = LineField(label=_("ふりがな"), required=False, max_length=120)
    municipality = MunicipalityField(label=_("市区町村"), max_length=60, help_text=_("例: 大田区"))
    address = LineField(label=_("町名・番地"), required=False, max_length=200)
    phone = LineField(label=_("電話番号"), required=False, max_length=30)
    fax = LineField(label=_("FAX番号"), required=False, max_length=30)
    employees = forms.IntegerField(label=_("働く人の数"), required=False, min_value=1, max_value=100_000)
    channel = forms.ChoiceField(
        label=pgettext_lazy("firm", "連絡のしかた"), choices=Factory.CHANNELS[1:], widget=forms.RadioSelect
    )
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    line_name = LineField(label=_("LINEの名前"), required=False, max_length=60)

    field_order = [
        "name", "kana", "municipality", "address", "phone", "fax", "employees", "channel", "email", "line_name",
        "consented_by", "consented_on", "way", "cause",
    ]  # fmt: skip

    #: What each channel needs.
    REACHED_BY = {"email": "email", "line": "line_name", "fax": "fax", "phone": "phone"}

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        needed = self.REACHED_BY.get(said.get("channel", ""))
        if needed and not said.get(needed):
            self.add_error(needed, _("選んだ連絡のしかたに必要です。"))
        return said


class NotifiedForm(forms.Form):
    """How the letter reached the firm: kept in words."""

    WAYS = (_("手わたし"), _("郵送"), "FAX", "LINE", _("メール"), _("電話"))
    way = forms.ChoiceField(label=_("どうやって知らせましたか"), choices=[(way, way) for way in WAYS])


class CodeForm(forms.Form):
    """The number of its letter, as the firm told it; five tries a day."""

    TRIES = Rate(5, timedelta(days=1))

    code = LineField(
        label=_("手紙の番号(8けた)"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, consent: ProxyConsent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = consent

    def clean_code(self) -> str:
        if not take("consent.code", self.TRIES, str(self.consent.public_id)):
            raise forms.ValidationError(
                _("何度もちがったので、今日は受け付けません。自治体に確かめてもらってください。")
            )
        return plain(self.cleaned_data["code"])


class ClaimForm(forms.Form):
    """Who takes the firm's entry over."""

    name = LineField(label=_("お名前"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    terms = forms.BooleanField(label=_("利用のきまりに同意します"))


class LetterMailForm(forms.Form):
    """To which address the page has said that the letter goes."""

    address = LineField(max_length=254, widget=forms.HiddenInput)
