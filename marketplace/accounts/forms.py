"""Shapes of what people type about themselves and their firms."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership, Municipality, Organization
from marketplace.kernel.fields import FullWidthIntegerField, LineField

KINDS = [
    ("is_orderer", _("作ってほしい(発注する)")),
    ("is_factory", _("作れる(町工場)")),
    ("is_supporter", _("支援する(商工会議所など)")),
]


class MunicipalityField(LineField):
    """A municipality typed by name ("大田区", "東京都大田区") or six-digit code; None where it may be left open."""

    def clean(self, value: Any) -> Municipality | None:
        text = unicodedata.normalize("NFKC", super().clean(value)).replace(" ", "")
        if not text:
            return None
        found = list(Municipality.objects.filter(code=text)) or [
            m for m in Municipality.objects.filter(name__in=_endings(text)) if m.full_name.endswith(text)
        ]
        if not found:
            raise forms.ValidationError(gettext("市区町村の名前が見つかりません。例: 大田区、東大阪市"))
        if len(found) > 1:
            names = gettext("、").join(m.full_name for m in found)
            raise forms.ValidationError(
                gettext("同じ名前の市区町村があります。都道府県から書いてください: %(names)s") % {"names": names}
            )
        return found[0]


def _endings(text: str) -> list[str]:
    return [text[n:] for n in range(len(text))]


class AcceptForm(forms.Form):
    """Who you are, and the terms in force."""

    name = LineField(label=_("お名前"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    terms = forms.BooleanField(label=_("利用のきまりを読み、承知しました"))


class JoinForm(AcceptForm):
    """The same, and for which firm you act."""

    field_order = ["name", "firm", "kinds", "municipality", "address", "phone", "terms"]

    firm = LineField(
        label=_("会社やお店の名前"),
        max_length=120,
        help_text=_("個人の方は、お名前のままで大丈夫です。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("ここでしたいこと"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("両方でもかまいません。"),
    )
    municipality = MunicipalityField(label=_("市区町村"), max_length=40, help_text=_("例: 大田区、川崎市、東大阪市"))
    address = LineField(label=_("町名・番地"), max_length=200, required=False)
    phone = LineField(
        label=_("電話番号"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class MemberForm(forms.Form):
    """Who is invited, and as what."""

    email = forms.EmailField(
        label=_("招く方のメールアドレス"), help_text=_("ここを使うのがはじめての方でも大丈夫です。")
    )
    role = forms.ChoiceField(label=_("役割"), choices=Membership.ROLES, initial=Membership.MEMBER)


class SessionForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=2**62)


class MemberRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("役割"), choices=Membership.ROLES)


class OrganizationForm(forms.ModelForm):
    """Facts of the firm, the size among them: it decides only what the order papers are called."""

    class Meta:
        model = Organization
        fields = ["name", "kana", "address", "phone", "fax", "capital_yen", "employees"]
        field_classes = {
            **dict.fromkeys(("name", "kana", "address", "phone", "fax"), LineField),
            **dict.fromkeys(("capital_yen", "employees"), FullWidthIntegerField),
        }
        labels = {
            "name": _("会社の名前"),
            "kana": _("ふりがな"),
            "address": _("町名・番地"),
            "phone": _("電話番号"),
            "fax": _("FAX番号"),
            "capital_yen": _("資本金(円)"),
            "employees": _("いつも働いている人の数"),
        }
