"""The machine of awards. A table only; `transitions.apply` moves."""

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
