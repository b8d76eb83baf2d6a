"""The machines of work steps, hand-overs, nonconformities and discrepancies. Tables only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.states import SYSTEM, Move, StateMachine


class WorkStepStatus(TextChoices):
    WAITING = "waiting", _("まだです")
    READY = "ready", _("始められます")
    RUNNING = "running", _("作っています")
    DONE = "done", _("終わりました")
    CANCELLED = "cancelled", _("取りやめました")


class HandOverStatus(TextChoices):
    ANNOUNCED = "announced", pgettext_lazy("state", "渡しました")
    RECEIVED = "received", pgettext_lazy("state", "受け取りました")
    INSPECTED = "inspected", _("検品が済みました")
    CANCELLED = "cancelled", _("取りやめました")


class NonconformityStatus(TextChoices):
    OPEN = "open", _("不適合を調べています")
    REWORKING = "reworking", _("手直し中")
    RESOLVED = "resolved", pgettext_lazy("state", "直りました")
    CONCEDED = "conceded", _("そのまま受け取ります")
    SCRAPPED = "scrapped", _("廃棄します")


class DiscrepancyStatus(TextChoices):
    OPEN = "open", _("相談しています")
    PROPOSED = "proposed", _("相手の返事を待っています")
    SETTLED = "settled", _("決まりました")
    DECIDED = "decided", _("期限が来て決まりました")
    CLOSED = "closed", _("数が合いました")


W, H, N, D = WorkStepStatus, HandOverStatus, NonconformityStatus, DiscrepancyStatus

WORK_STEP = StateMachine(
    name="work_step",
    states=W,
    initial=W.WAITING,
    terminal=(W.CANCELLED,),
    births=("plan",),
    moves=(
        Move("make_ready", (W.WAITING,), W.READY, SYSTEM),
        Move("make_wait", (W.READY,), W.WAITING, SYSTEM),
        Move("start", (W.READY,), W.RUNNING),
        Move("report", (W.RUNNING,), None),
        Move("finish", (W.RUNNING,), W.DONE),
        Move("reopen", (W.DONE,), W.RUNNING),
        Move("resume", (W.DONE,), W.RUNNING, SYSTEM),
        Move("correct", (W.RUNNING, W.DONE), None),
        Move("vacate", (W.READY, W.RUNNING, W.DONE), W.WAITING, SYSTEM),
        Move("cancel", (W.WAITING, W.READY, W.RUNNING), W.CANCELLED, SYSTEM),
    ),
    looks={W.READY: "one", W.RUNNING: "run", W.DONE: "done", W.CANCELLED: "gap"},
)
#: Steps that have not begun.
NOT_BEGUN = (W.WAITING, W.READY)
#: Steps whose maker can work, or does.
ACTIVE = (W.READY, W.RUNNING)
#: Steps that are not finished.
UNFINISHED_STEPS = (W.WAITING, *ACTIVE)
#: Steps that have begun: goods can leave them.
BEGUN = (W.RUNNING, W.DONE)

HAND_OVER = StateMachine(
    name="hand_over",
    states=H,
    initial=H.ANNOUNCED,
    terminal=(H.INSPECTED, H.CANCELLED),
    births=("announce",),
    moves=(
        Move("receive", (H.ANNOUNCED,), H.RECEIVED),
        Move("recount", (H.RECEIVED,), None),
        Move("inspect", (H.RECEIVED,), H.INSPECTED),
        Move("cancel", (H.ANNOUNCED,), H.CANCELLED),
    ),
    looks={H.ANNOUNCED: "run", H.RECEIVED: "run", H.INSPECTED: "done", H.CANCELLED: "gap"},
)
#: Goods that the receiver still has to count or to inspect.
TO_TAKE = (H.ANNOUNCED, H.RECEIVED)
#: Goods that have changed hands.
ARRIVED = (H.RECEIVED, H.INSPECTED)

NONCONFORMITY = StateMachine(
    name="nonconformity",
    states=N,
    initial=N.OPEN,
    terminal=(N.RESOLVED, N.CONCEDED, N.SCRAPPED),
    births=("report",),
    moves=(
        Move("rework", (N.OPEN,), N.REWORKING),
        Move("resolve", (N.REWORKING,), N.RESOLVED),
        Move("concede", (N.OPEN, N.REWORKING), N.CONCEDED),
        Move("scrap", (N.OPEN, N.REWORKING), N.SCRAPPED),
    ),
    looks={N.OPEN: "gap", N.REWORKING: "run", N.RESOLVED: "done", N.CONCEDED: "done", N.SCRAPPED: "gap"},
)

DISCREPANCY = StateMachine(
    name="discrepancy",
    states=D,
    initial=D.OPEN,
    terminal=(D.DECIDED, D.CLOSED),
    births=("find",),
    moves=(
        Move("propose", (D.OPEN, D.PROPOSED, D.SETTLED), D.PROPOSED),
        Move("agree", (D.PROPOSED,), D.SETTLED),
        Move("stand", (D.PROPOSED,), D.SETTLED, SYSTEM),
        Move("decide", (D.OPEN, D.PROPOSED), D.DECIDED, SYSTEM),
        Move("find_again", (D.OPEN, D.PROPOSED, D.SETTLED), D.OPEN, SYSTEM),
        Move("close", (D.OPEN, D.PROPOSED, D.SETTLED), D.CLOSED, SYSTEM),
    ),
    looks={D.OPEN: "gap", D.PROPOSED: "run", D.SETTLED: "done", D.DECIDED: "done", D.CLOSED: "done"},
)
#: Nothing is agreed yet.
UNSETTLED = (D.OPEN, D.PROPOSED)
