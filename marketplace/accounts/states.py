"""The machine of an invitation. A table only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, StateMachine


class InvitationStatus(TextChoices):
    OPEN = "open", _("招待中")
    ACCEPTED = "accepted", _("加わりました")
    DECLINED = "declined", _("断られました")
    WITHDRAWN = "withdrawn", _("取り消しました")


S = InvitationStatus
INVITATION = StateMachine(
    name="invitation",
    states=S,
    initial=S.OPEN,
    terminal=(S.ACCEPTED, S.DECLINED, S.WITHDRAWN),
    births=("make",),
    moves=(
        Move("accept", (S.OPEN,), S.ACCEPTED),
        Move("decline", (S.OPEN,), S.DECLINED),
        Move("withdraw", (S.OPEN,), S.WITHDRAWN),
    ),
    looks={S.OPEN: "one", S.ACCEPTED: "done"},
)
