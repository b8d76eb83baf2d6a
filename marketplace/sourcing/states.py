"""The machines of proposals, slots, invitations and quotes. Tables only; `transitions.apply` moves."""

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
        Move("ask", ("planning",), "quoting", ("hub",), "proposal.ask", "every_slot_asked_or_in_house"),
        Move("replan", ("planning",), None, ("hub",), "proposal.replan", "has_steps"),
        Move(
            "change_plan",
            ("quoting", "assembling"),
            "quoting",
            ("hub",),
            "proposal.change_plan",
            "touched_slots_new_round",
        ),
        Move("open_quotes", ("quoting",), "assembling", ("system",), "proposal.open_quotes", "due_or_all_confirmed"),
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
SLOT = StateMachine(
    name="slot",
    initial="open",
    terminal=("released",),
    states=(
        State("open", _("あいています"), "gap"),
        State("filled", _("埋まった"), "done"),
        State("released", _("外しました")),
    ),
    moves=(
        Move("fill", ("open",), "filled", ("hub",), "slot.fill"),
        Move("unfill", ("filled",), "open", ("hub", "system"), "slot.unfill"),
        Move("release", ("open", "filled"), "released", ("system", "hub"), "slot.release"),
    ),
)
INVITATION = StateMachine(
    name="invitation",
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
        Move("see", ("sent",), "seen", ("factory", "system"), "invitation.see"),
        Move("answer", ("sent", "seen", "silent"), "answered", ("factory",), "invitation.answer", "before_quotes_due"),
        Move("unanswer", ("answered",), "seen", ("factory",), "invitation.unanswer", "quote_withdrawn"),
        Move("ask_again", ("answered", "silent", "seen"), "sent", ("hub",), "invitation.ask_again", "new_round"),
        Move("silence", ("sent", "seen"), "silent", ("system",), "invitation.silence", "quotes_due_passed"),
        Move("close", ("sent", "seen", "answered", "silent"), "closed", ("system", "hub"), "invitation.close"),
    ),
)
QUOTE = StateMachine(
    name="quote",
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
        Move("submit", ("draft", "needs_confirming"), "submitted", ("factory",), "quote.submit", "before_quotes_due"),
        Move("edit", ("submitted",), None, ("factory",), "quote.edit", "before_quotes_due"),
        Move(
            "withdraw",
            ("draft", "submitted", "needs_confirming"),
            "withdrawn",
            ("factory",),
            "quote.withdraw",
            "before_quotes_due",
        ),
        Move("open", ("submitted",), "opened", ("system",), "quote.open"),
        Move("touch", ("submitted", "opened", "selected"), "needs_confirming", ("system",), "quote.touch"),
        Move("select", ("opened", "passed_over"), "selected", ("hub",), "quote.select"),
        Move("unselect", ("selected",), "opened", ("hub", "system"), "quote.unselect"),
        Move("pass_over", ("opened",), "passed_over", ("hub",), "quote.pass_over"),
        Move("accept", ("selected",), "accepted", ("system",), "quote.accept"),
        Move("un_accept", ("accepted",), "selected", ("system",), "quote.un_accept"),
        Move("decline", ("opened", "selected", "passed_over"), "declined", ("system",), "quote.decline", "reason"),
        Move("give_back", ("accepted",), "withdrawn", ("system",), "quote.give_back", "order_refused"),
        Move(
            "lapse",
            ("draft", "submitted", "needs_confirming", "opened", "selected", "passed_over"),
            "lapsed",
            ("system",),
            "quote.lapse",
        ),
    ),
)
MACHINES = (PROPOSAL, SLOT, INVITATION, QUOTE)
#: Things that come into being with an event of their own (`transitions.start`).
BIRTHS = ("proposal.take", "invitation.send", "quote.draft", "question.ask", "question.answer")
