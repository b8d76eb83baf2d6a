"""Choosing one proposal."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.fields import LineField
from marketplace.sourcing.models import Proposal


class AwardForm(forms.Form):
    """`offers`: the proposals that can be chosen."""

    proposal = forms.ModelChoiceField(
        Proposal.objects.none(),
        label=_("選ぶ提案"),
        to_field_name="public_id",
        error_messages={"required": _("提案を1つ選んでください。")},
    )
    reason = forms.CharField(
        label=_("選んだ理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("選ばれなかったまとめ役にも、そのまま伝わります。金額は伝わりません。"),
    )

    shown = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args, offers: QuerySet[Proposal], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = offers

    def clean_shown(self) -> list[str]:
        """What the proposals offered on the page that was read."""
        return self.cleaned_data["shown"] or []


class CancelAwardForm(forms.Form):
    reason = LineField(label=_("理由"), required=False, max_length=500, help_text=_("注文書を出す前なら取り消せます。"))
