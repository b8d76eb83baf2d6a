"""The machines of an invitation and of a claim. Tables only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import SYSTEM, Move, StateMachine


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


class ClaimStatus(TextChoices):
    WAITING = "waiting", _("待っています")
    DONE = "done", _("受け継ぎました")
    STOPPED = "stopped", _("止められました")


C = ClaimStatus
CLAIM = StateMachine(
    name="claim",
    states=C,
    initial=C.WAITING,
    terminal=(C.DONE, C.STOPPED),
    births=("make",),
    moves=(Move("complete", (C.WAITING,), C.DONE, SYSTEM), Move("stop", (C.WAITING,), C.STOPPED)),
    looks={C.WAITING: "one", C.DONE: "done", C.STOPPED: "gap"},
)
