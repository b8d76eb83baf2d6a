"""The machine of a suggested word. A table only; `transitions.apply` moves."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, State, StateMachine

SUGGESTION = StateMachine(
    name="word_suggestion",
    initial="open",
    terminal=("taken", "declined"),
    states=(
        State("open", _("これから見ます")),
        State("taken", _("取り入れました"), "done"),
        State("declined", _("見送りました"), "gap"),
    ),
    moves=(
        Move("take", ("open",), "taken", ("operator",), "word_suggestion.take", "process_in_use"),
        Move("decline", ("open",), "declined", ("operator",), "word_suggestion.decline"),
    ),
)
MACHINES = (SUGGESTION,)
BIRTHS = ("word_suggestion.suggest",)
