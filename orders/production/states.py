"""The machines of work steps, hand-overs and nonconformities. Tables only; `transitions.apply` moves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.states import Move, State, StateMachine

WORK_STEP = StateMachine(
    name="work_step",
    initial="waiting",
    terminal=("cancelled",),
    states=(
        State("waiting", _("まだです")),
        State("ready", _("始められます"), "one"),
        State("running", _("作っています"), "run"),
        State("done", _("終わりました"), "done"),
        State("cancelled", _("取りやめました"), "gap"),
    ),
    moves=(
        Move("make_ready", ("waiting",), "ready", ("system",), "work_step.make_ready", "everything_arrived"),
        Move("make_wait", ("ready",), "waiting", ("system",), "work_step.make_wait", "arrival_taken_back"),
        Move("start", ("ready",), "running", ("maker",), "work_step.start"),
        Move("report", ("running",), None, ("maker",), "work_step.report", "quantities"),
        Move("finish", ("running",), "done", ("maker",), "work_step.finish", "good_plus_scrap_reached"),
        Move("reopen", ("done",), "running", ("maker", "system"), "work_step.reopen", "nothing_handed_over"),
        Move("cancel", ("waiting", "ready", "running"), "cancelled", ("system",), "work_step.cancel", "order_ended"),
    ),
)
HAND_OVER = StateMachine(
    name="hand_over",
    initial="announced",
    terminal=("inspected", "cancelled"),
    states=(
        State("announced", pgettext_lazy("state", "渡しました"), "run"),
        State("received", pgettext_lazy("state", "受け取りました"), "run"),
        State("inspected", _("検品が済みました"), "done"),
        State("cancelled", _("取りやめました"), "gap"),
    ),
    moves=(
        Move("receive", ("announced",), "received", ("receiver",), "hand_over.receive", "count"),
        Move("inspect", ("received",), "inspected", ("receiver",), "hand_over.inspect", "good_and_rejected"),
        Move("cancel", ("announced",), "cancelled", ("sender",), "hand_over.cancel"),
    ),
)
NONCONFORMITY = StateMachine(
    name="nonconformity",
    initial="open",
    terminal=("resolved", "conceded", "scrapped"),
    states=(
        State("open", _("不適合を調べています"), "gap"),
        State("reworking", _("手直し中"), "run"),
        State("resolved", pgettext_lazy("state", "直りました"), "done"),
        State("conceded", _("そのまま受け取ります"), "done"),
        State("scrapped", _("廃棄します"), "gap"),
    ),
    moves=(
        Move("rework", ("open",), "reworking", ("maker",), "nonconformity.rework"),
        Move("resolve", ("reworking",), "resolved", ("receiver",), "nonconformity.resolve"),
        Move("concede", ("open", "reworking"), "conceded", ("receiver",), "nonconformity.concede", "reason"),
        Move("scrap", ("open", "reworking"), "scrapped", ("receiver",), "nonconformity.scrap", "reason"),
    ),
)
