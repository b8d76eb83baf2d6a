"""The shape of what is said by the plain form."""

from django import forms

from marketplace.kernel.errors import OPEN_AGAIN
from marketplace.kernel.fields import KeptTextField


class MessageForm(forms.Form):
    """Words; `client_id` tells a message that is sent again from a new one."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), OPEN_AGAIN),
    )
    body = KeptTextField(required=False)  # the service says what is missing, and what is too much
