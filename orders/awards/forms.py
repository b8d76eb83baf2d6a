"""Choosing one proposal."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AwardForm(forms.Form):
    proposal = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("選んだ理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("選ばれなかったまとめ役にも、そのまま伝わります。金額は伝わりません。"),
    )
