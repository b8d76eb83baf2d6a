"""The machines of a suggested word and of an imported list. Tables only; `transitions.apply` moves."""

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
IMPORT = StateMachine(
    name="import_batch",
    initial="previewed",
    terminal=("undone", "discarded"),
    states=(
        State("previewed", _("まだ取りこんでいません"), "one"),
        State("applied", _("取りこみました"), "done"),
        State("undone", _("元に戻しました")),
        State("discarded", _("やめました")),
    ),
    moves=(
        Move("apply", ("previewed",), "applied", ("desk",), "import_batch.apply", "nothing_wrong_or_left_out"),
        Move("discard", ("previewed",), "discarded", ("desk",), "import_batch.discard"),
        Move("undo", ("applied",), "undone", ("desk",), "import_batch.undo", "within_days"),
    ),
)
#: Facts for the record alone: nobody is told.
EVENTS = (
    "word_suggestion.suggest",
    "word_suggestion.take",
    "word_suggestion.decline",
    "import_batch.preview",
    "import_batch.apply",
    "import_batch.discard",
    "import_batch.undo",
)
