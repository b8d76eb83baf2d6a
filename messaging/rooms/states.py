"""The machine of rooms. A table only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import SYSTEM, Move, StateMachine


class RoomStatus(TextChoices):
    OPEN = "open", _("話せます")
    FROZEN = "frozen", _("終わりました")


S = RoomStatus
ROOM = StateMachine(
    name="room",
    states=S,
    initial=S.OPEN,
    terminal=(S.FROZEN,),
    moves=(Move("freeze", (S.OPEN,), S.FROZEN, SYSTEM),),
    looks={S.OPEN: "run"},
)
