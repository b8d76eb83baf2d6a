"""The machines of proposals, steps, rfqs and quotations. Tables only; `transitions.apply` moves."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, State, StateMachine

PROPOSAL = StateMachine(
    name="proposal",
    initial="consulting",
    terminal=("withdrawn", "lapsed"),
    states=(
        State("consulting", _("相談しています"), "run"),
        State("planning", _("工程を組んでいます"), "run"),
        State("quoting", _("見積を待っています"), "seal"),
        State("assembling", _("チームを組んでいます"), "run"),
        State("submitted", _("提案しました"), "done"),
        State("accepted", _("選ばれました"), "done"),
        State("declined", _("今回は選ばれませんでした")),
        State("withdrawn", _("取り下げました"), "gap"),
        State("lapsed", _("流れました"), "gap"),
    ),
    moves=(
        Move("plan", ("consulting",), "planning", ("hub",), "proposal.plan", "has_steps"),
        Move(
            "request_quotations",
            ("planning",),
            "quoting",
            ("hub",),
            "proposal.request_quotations",
            "every_slot_asked_or_in_house",
        ),
        Move("replan", ("planning",), None, ("hub",), "proposal.replan", "has_steps"),
        Move(
            "change_plan",
            ("quoting", "assembling"),
            "quoting",
            ("hub",),
            "proposal.change_plan",
            "touched_slots_new_round",
        ),
        Move(
            "open_quotations",
            ("quoting",),
            "assembling",
            ("system",),
            "proposal.open_quotations",
            "due_or_all_confirmed",
        ),
        Move("submit", ("assembling",), "submitted", ("hub",), "proposal.submit", "every_slot_filled_same_revision"),
        Move("take_back", ("submitted",), "assembling", ("hub",), "proposal.take_back", "inquiry_open"),
        Move("stale", ("submitted",), "assembling", ("system",), "proposal.stale", "inquiry_revised"),
        Move("accept", ("submitted",), "accepted", ("system",), "proposal.accept", "award"),
        Move("decline", ("submitted",), "declined", ("system",), "proposal.decline", "award"),
        Move("reconsider", ("declined",), "submitted", ("system",), "proposal.reconsider", "award_cancel"),
        Move("un_accept", ("accepted",), "submitted", ("system",), "proposal.un_accept", "award_cancel"),
        Move(
            "withdraw",
            ("consulting", "planning", "quoting", "assembling", "submitted"),
            "withdrawn",
            ("hub",),
            "proposal.withdraw",
            "reason",
        ),
        Move(
            "lapse",
            ("consulting", "planning", "quoting", "assembling", "submitted", "declined"),
            "lapsed",
            ("system",),
            "proposal.lapse",
            "inquiry_ended",
        ),
    ),
)
PROCESS_STEP = StateMachine(
    name="process_step",
    initial="open",
    terminal=("released",),
    states=(
        State("open", _("あいています"), "gap"),
        State("filled", _("埋まった"), "done"),
        State("released", _("外しました")),
    ),
    moves=(
        Move("fill", ("open",), "filled", ("hub",), "process_step.fill"),
        Move("unfill", ("filled",), "open", ("hub", "system"), "process_step.unfill"),
        Move("release", ("open", "filled"), "released", ("system", "hub"), "process_step.release"),
    ),
)
RFQ = StateMachine(
    name="rfq",
    initial="sent",
    terminal=("closed",),
    states=(
        State("sent", _("依頼を送りました"), "seal"),
        State("seen", _("依頼を読みました"), "seal"),
        State("answered", _("返事をしました"), "seal"),
        State("silent", _("返事がありません")),
        State("closed", _("終わりました")),
    ),
    moves=(
        Move("see", ("sent",), "seen", ("factory", "system"), "rfq.see"),
        Move("answer", ("sent", "seen", "silent"), "answered", ("factory",), "rfq.answer", "before_quotations_due"),
        Move("unanswer", ("answered",), "seen", ("factory",), "rfq.unanswer", "quotation_withdrawn"),
        Move("renew", ("answered", "silent", "seen"), "sent", ("hub",), "rfq.renew", "new_round"),
        Move("silence", ("sent", "seen"), "silent", ("system",), "rfq.silence", "quotations_due_passed"),
        Move("close", ("sent", "seen", "answered", "silent"), "closed", ("system", "hub"), "rfq.close"),
    ),
)
QUOTATION = StateMachine(
    name="quotation",
    initial="draft",
    terminal=("withdrawn", "declined", "lapsed"),
    states=(
        State("draft", _("書きかけ")),
        State("submitted", _("出しました"), "seal"),
        State("needs_confirming", _("確認し直し"), "one"),
        State("opened", _("開きました"), "run"),
        State("selected", _("選びました"), "done"),
        State("passed_over", _("見送り")),
        State("accepted", _("注文になります"), "done"),
        State("withdrawn", _("取り下げました"), "gap"),
        State("declined", _("今回は選ばれませんでした")),
        State("lapsed", _("流れました")),
    ),
    moves=(
        Move(
            "submit",
            ("draft", "needs_confirming"),
            "submitted",
            ("factory",),
            "quotation.submit",
            "before_quotations_due",
        ),
        Move("edit", ("submitted",), None, ("factory",), "quotation.edit", "before_quotations_due"),
        Move(
            "withdraw",
            ("draft", "submitted", "needs_confirming"),
            "withdrawn",
            ("factory",),
            "quotation.withdraw",
            "before_quotations_due",
        ),
        Move("open", ("submitted",), "opened", ("system",), "quotation.open"),
        Move("touch", ("submitted", "opened", "selected"), "needs_confirming", ("system",), "quotation.touch"),
        Move("select", ("opened", "passed_over"), "selected", ("hub",), "quotation.select"),
        Move("unselect", ("selected",), "opened", ("hub", "system"), "quotation.unselect"),
        Move("pass_over", ("opened",), "passed_over", ("hub",), "quotation.pass_over"),
        Move("accept", ("selected",), "accepted", ("system",), "quotation.accept"),
        Move("un_accept", ("accepted",), "selected", ("system",), "quotation.un_accept"),
        Move("decline", ("opened", "selected", "passed_over"), "declined", ("system",), "quotation.decline", "reason"),
        Move("give_back", ("accepted",), "withdrawn", ("system",), "quotation.give_back", "order_refused"),
        Move(
            "lapse",
            ("draft", "submitted", "needs_confirming", "opened", "selected", "passed_over"),
            "lapsed",
            ("system",),
            "quotation.lapse",
        ),
    ),
)
MACHINES = (PROPOSAL, PROCESS_STEP, RFQ, QUOTATION)
#: Things that come into being with an event of their own (`transitions.start`).
BIRTHS = ("proposal.take", "rfq.send", "quotation.draft", "question.ask", "question.answer")
