"""Forms that every package asks the same way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.fields import LineField


class ReasonForm(forms.Form):
    """Why: the other side reads it."""

    reason = LineField(
        label=_("理由"), max_length=500, error_messages={"required": _("理由を書いてください。相手に伝わります。")}
    )
