"""The machine of inquiries. A table only; `transitions.apply` moves."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, State, StateMachine

INQUIRY = StateMachine(
    name="inquiry",
    initial="draft",
    terminal=("completed", "unsuccessful", "cancelled"),
    states=(
        State("draft", _("下書き")),
        State("open", _("募集中"), "run"),
        State("evaluating", _("提案を比べています"), "run"),
        State("awarded", _("発注先が決まりました"), "done"),
        State("completed", _("終わりました"), "done"),
        State("unsuccessful", _("成立しませんでした"), "gap"),
        State("cancelled", _("取りやめました"), "gap"),
    ),
    moves=(
        Move("post", ("draft",), "open", ("orderer",), "inquiry.post", "has_something"),
        Move("extend", ("open",), None, ("orderer", "system"), "inquiry.extend", "later_due"),
        Move("revise", ("open",), None, ("orderer",), "inquiry.revise"),
        Move(
            "close_proposals",
            ("open",),
            "evaluating",
            ("orderer", "system"),
            "inquiry.close_proposals",
            "due_or_all_submitted",
        ),
        Move("reopen", ("evaluating",), "open", ("orderer",), "inquiry.reopen", "nothing_awarded"),
        Move("award", ("evaluating",), "awarded", ("orderer",), "inquiry.award", "same_revision_and_reason"),
        Move(
            "award_cancel", ("awarded",), "evaluating", ("orderer", "system"), "inquiry.award_cancel", "no_live_order"
        ),
        Move("complete", ("awarded",), "completed", ("system",), "inquiry.complete", "parent_order_closed"),
        Move("fail", ("open", "evaluating"), "unsuccessful", ("system", "orderer"), "inquiry.fail", "reason"),
        Move("cancel", ("draft", "open", "evaluating"), "cancelled", ("orderer",), "inquiry.cancel", "reason"),
    ),
)

MACHINES = (INQUIRY,)
#: Things that come into being with an event of their own (`transitions.start`).
BIRTHS = ("inquiry.draft",)
