"""The machines of orders and of their changes. Tables only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import EITHER, SYSTEM, Move, StateMachine


class OrderStatus(TextChoices):
    DRAFT = "draft", _("用意しています")
    ISSUED = "issued", _("注文書を送りました")
    ACKNOWLEDGED = "acknowledged", _("請けました")
    IN_PROGRESS = "in_progress", _("作っています")
    DELIVERED = "delivered", _("納めました")
    ACCEPTED = "accepted", _("検収が済みました")
    CLOSED = "closed", _("支払いが済みました")
    REFUSED = "refused", _("お断りがありました")
    CANCELLED = "cancelled", _("取り消しました")
    LEFT = "left", _("途中で終わりました")
    VOID = "void", _("なくなりました")


class OrderChangeStatus(TextChoices):
    PROPOSED = "proposed", _("相談中")
    AGREED = "agreed", _("両方が承知しました")
    REJECTED = "rejected", _("承知されませんでした")
    WITHDRAWN = "withdrawn", _("取り下げました")
    LAPSED = "lapsed", _("流れました")


class TerminationStatus(TextChoices):
    PROPOSED = "proposed", _("途中で終える相談中")
    AGREED = "agreed", _("両方が承知しました")
    DECIDED = "decided", _("期限が来て決まりました")
    WITHDRAWN = "withdrawn", _("取り下げました")
    LAPSED = "lapsed", _("流れました")


S, C, T = OrderStatus, OrderChangeStatus, TerminationStatus

ORDER = StateMachine(
    name="order",
    states=S,
    initial=S.DRAFT,
    terminal=(S.CLOSED, S.REFUSED, S.CANCELLED, S.LEFT, S.VOID),
    births=("draft",),
    moves=(
        Move("void", (S.DRAFT,), S.VOID, SYSTEM),
        Move("issue", (S.DRAFT,), S.ISSUED),
        Move("acknowledge", (S.ISSUED,), S.ACKNOWLEDGED),
        Move("refuse", (S.ISSUED,), S.REFUSED),
        Move("start", (S.ACKNOWLEDGED,), S.IN_PROGRESS, SYSTEM),
        Move("deliver", (S.ACKNOWLEDGED, S.IN_PROGRESS), S.DELIVERED, SYSTEM),
        Move("accept", (S.DELIVERED,), S.ACCEPTED, SYSTEM),
        Move("reopen", (S.DELIVERED, S.ACCEPTED), S.IN_PROGRESS, SYSTEM),
        Move("close", (S.ACCEPTED,), S.CLOSED, SYSTEM),
        Move("cancel", (S.DRAFT, S.ISSUED), S.CANCELLED, EITHER),
        Move("leave", (S.ACKNOWLEDGED, S.IN_PROGRESS, S.DELIVERED), S.LEFT, EITHER),
    ),
    looks={
        S.ISSUED: "run",
        S.ACKNOWLEDGED: "done",
        S.IN_PROGRESS: "run",
        S.DELIVERED: "run",
        S.ACCEPTED: "done",
        S.CLOSED: "done",
        S.REFUSED: "gap",
        S.CANCELLED: "gap",
        S.LEFT: "gap",
        S.VOID: "gap",
    },
)
#: A supplier learns of an order when it is issued.
NOT_YET_THEIRS = (S.DRAFT, S.VOID)
#: The supplier's answer is not there yet.
NOT_TAKEN = (S.DRAFT, S.ISSUED)
#: The supplier has taken the order.
TAKEN = (S.ACKNOWLEDGED, S.IN_PROGRESS, S.DELIVERED, S.ACCEPTED, S.CLOSED)
#: Work and goods go on.
WORKING = (S.ACKNOWLEDGED, S.IN_PROGRESS, S.DELIVERED, S.ACCEPTED)
#: What was made is not accepted yet: more can be made and passed on.
UNACCEPTED = (S.ACKNOWLEDGED, S.IN_PROGRESS, S.DELIVERED)
#: Something is still to be made.
UNFINISHED = (S.ACKNOWLEDGED, S.IN_PROGRESS)
#: Both sides can agree on another price or day.
CHANGEABLE = (S.ISSUED, S.ACKNOWLEDGED, S.IN_PROGRESS, S.DELIVERED)
#: The goods are there.
CAME = (S.DELIVERED, S.ACCEPTED)
#: Goods can be there: what was received can be paid.
PAYABLE = (S.IN_PROGRESS, *CAME, S.LEFT)
#: The goods are good: the work can be rated.
RATEABLE = (S.ACCEPTED, S.CLOSED)
#: One of the sides has ended it, or both have: its work is to be done by another.
CALLED_OFF = (S.REFUSED, S.CANCELLED, S.LEFT)
#: It came to nothing.
ENDED = (S.VOID, *CALLED_OFF)

ORDER_CHANGE = StateMachine(
    name="order_change",
    states=C,
    initial=C.PROPOSED,
    terminal=(C.AGREED, C.REJECTED, C.WITHDRAWN, C.LAPSED),
    births=("propose", "settle"),
    moves=(
        Move("agree", (C.PROPOSED,), C.AGREED),
        Move("reject", (C.PROPOSED,), C.REJECTED),
        Move("withdraw", (C.PROPOSED,), C.WITHDRAWN),
        Move("lapse", (C.PROPOSED,), C.LAPSED, SYSTEM),
    ),
    looks={C.PROPOSED: "run", C.AGREED: "done", C.REJECTED: "gap", C.WITHDRAWN: "gap", C.LAPSED: "gap"},
)

TERMINATION = StateMachine(
    name="termination",
    states=T,
    initial=T.PROPOSED,
    terminal=(T.AGREED, T.DECIDED, T.WITHDRAWN, T.LAPSED),
    births=("propose",),
    moves=(
        Move("counter", (T.PROPOSED,), None),
        Move("agree", (T.PROPOSED,), T.AGREED),
        Move("decide", (T.PROPOSED,), T.DECIDED, SYSTEM),
        Move("withdraw", (T.PROPOSED,), T.WITHDRAWN),
        Move("lapse", (T.PROPOSED,), T.LAPSED, SYSTEM),
    ),
    looks={T.PROPOSED: "run", T.AGREED: "done", T.DECIDED: "done", T.WITHDRAWN: "gap", T.LAPSED: "gap"},
)
#: The order has ended by it.
ENDING = (T.AGREED, T.DECIDED)
