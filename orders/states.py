"""The machines of awards, orders, changes, work steps, hand-overs and nonconformities."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.states import Move, State, StateMachine

AWARD = StateMachine(
    name="award",
    initial="decided",
    terminal=("cancelled",),
    states=(State("decided", pgettext_lazy("state", "決定"), "done"), State("cancelled", _("取り消し"), "gap")),
    moves=(Move("cancel", ("decided",), "cancelled", ("orderer", "system"), "award.cancel", "no_live_order"),),
)

ORDER = StateMachine(
    name="order",
    initial="draft",
    terminal=("closed", "refused", "cancelled", "void"),
    states=(
        State("draft", _("用意しています")),
        State("issued", _("注文書を送りました"), "run"),
        State("acknowledged", _("請けました"), "done"),
        State("in_progress", _("作っています"), "run"),
        State("delivered", _("納めました"), "run"),
        State("accepted", _("検収が済みました"), "done"),
        State("closed", _("支払いが済みました"), "done"),
        State("refused", _("お断りがありました"), "gap"),
        State("cancelled", _("取り消しました"), "gap"),
        State("void", _("なくなりました"), "gap"),
    ),
    moves=(
        Move("void", ("draft",), "void", ("system",), "order.void", "award_cancelled"),
        Move("issue", ("draft",), "issued", ("buyer",), "order.issue", "statement_complete"),
        Move("acknowledge", ("issued",), "acknowledged", ("supplier",), "order.acknowledge"),
        Move("refuse", ("issued",), "refused", ("supplier",), "order.refuse", "reason"),
        Move("start", ("acknowledged",), "in_progress", ("system",), "order.start", "work_has_begun"),
        Move("deliver", ("acknowledged", "in_progress"), "delivered", ("system",), "order.deliver", "all_received"),
        Move("accept", ("delivered",), "accepted", ("system",), "order.accept", "all_inspected_good"),
        Move("reopen", ("delivered", "accepted"), "in_progress", ("system",), "order.reopen", "facts_fell_back"),
        Move("close", ("accepted",), "closed", ("system",), "order.close", "paid_in_full"),
        Move("cancel", ("draft", "issued"), "cancelled", ("buyer", "system"), "order.cancel", "reason"),
    ),
)

ORDER_CHANGE = StateMachine(
    name="order_change",
    initial="proposed",
    terminal=("agreed", "rejected", "withdrawn", "lapsed"),
    states=(
        State("proposed", _("相談中"), "run"),
        State("agreed", _("両方が承知しました"), "done"),
        State("rejected", _("承知されませんでした"), "gap"),
        State("withdrawn", _("取り下げました"), "gap"),
        State("lapsed", _("流れました"), "gap"),
    ),
    moves=(
        Move("agree", ("proposed",), "agreed", ("other_side",), "order_change.agree"),
        Move("reject", ("proposed",), "rejected", ("other_side",), "order_change.reject", "reason"),
        Move("withdraw", ("proposed",), "withdrawn", ("proposer",), "order_change.withdraw"),
        Move("lapse", ("proposed",), "lapsed", ("system",), "order_change.lapse", "order_ended"),
    ),
)

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

MACHINES = (AWARD, ORDER, ORDER_CHANGE, WORK_STEP, HAND_OVER, NONCONFORMITY)
BIRTHS = (
    "award.decide",
    "order.draft",
    "order_change.propose",
    "work_step.plan",
    "hand_over.announce",
    "nonconformity.report",
    "payment.record",
    "rating.give",
)
