"""The machine of rooms."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Move, State, StateMachine

ROOM = StateMachine(
    name="room",
    initial="open",
    terminal=("archived",),
    states=(
        State("open", _("話せます"), "run"),
        State("frozen", _("終わりました")),
        State("archived", _("しまいました")),
    ),
    moves=(
        Move("freeze", ("open",), "frozen", ("system",), "room.freeze", "subject_ended"),
        Move("thaw", ("frozen",), "open", ("system",), "room.thaw", "subject_reopened"),
        Move("archive", ("frozen",), "archived", ("system",), "room.archive", "retention"),
    ),
)

MACHINES = (ROOM,)
BIRTHS = ()
