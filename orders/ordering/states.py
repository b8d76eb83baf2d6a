"""The machines of orders and of their changes. Tables only; `transitions.apply` moves."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, State, StateMachine

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
