"""The machine of a suggested word. A table only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, StateMachine


class SuggestionStatus(TextChoices):
    OPEN = "open", _("これから見ます")
    TAKEN = "taken", _("取り入れました")
    DECLINED = "declined", _("見送りました")


S = SuggestionStatus
SUGGESTION = StateMachine(
    name="word_suggestion",
    states=S,
    initial=S.OPEN,
    terminal=(S.TAKEN, S.DECLINED),
    births=("suggest",),
    moves=(Move("take", (S.OPEN,), S.TAKEN), Move("decline", (S.OPEN,), S.DECLINED)),
    looks={S.TAKEN: "done", S.DECLINED: "gap"},
)
