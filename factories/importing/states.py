"""The machine of an imported list. A table only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, StateMachine


class BatchStatus(TextChoices):
    PREVIEWED = "previewed", _("まだ取りこんでいません")
    APPLIED = "applied", _("取りこみました")
    UNDONE = "undone", _("元に戻しました")
    DISCARDED = "discarded", _("やめました")


S = BatchStatus
IMPORT = StateMachine(
    name="import_batch",
    states=S,
    initial=S.PREVIEWED,
    terminal=(S.UNDONE, S.DISCARDED),
    births=("preview",),
    moves=(
        Move("apply", (S.PREVIEWED,), S.APPLIED),
        Move("discard", (S.PREVIEWED,), S.DISCARDED),
        Move("undo", (S.APPLIED,), S.UNDONE),
    ),
    looks={S.PREVIEWED: "one", S.APPLIED: "done"},
)
#: Lists whose firms are, or were, entered.
ONCE_APPLIED = (S.APPLIED, S.UNDONE)
