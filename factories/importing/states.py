"""The machine of an imported list. A table only; `transitions.apply` moves."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, State, StateMachine

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
MACHINES = (IMPORT,)
BIRTHS = ("import_batch.preview",)
