"""The machine of awards. A table only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.states import EITHER, Move, StateMachine


class AwardStatus(TextChoices):
    DECIDED = "decided", pgettext_lazy("state", "決定")
    CANCELLED = "cancelled", _("取り消し")


S = AwardStatus
AWARD = StateMachine(
    name="award",
    states=S,
    initial=S.DECIDED,
    terminal=(S.CANCELLED,),
    births=("decide",),
    moves=(Move("cancel", (S.DECIDED,), S.CANCELLED, EITHER),),
    looks={S.DECIDED: "done", S.CANCELLED: "gap"},
)
