"""The machine of rooms."""

from marketplace.kernel.states import Move, State, StateMachine

ROOM = StateMachine(
    name="room",
    initial="open",
    terminal=("archived",),
    states=(State("open", "話せます", "run"), State("frozen", "終わりました"), State("archived", "しまいました")),
    moves=(
        Move("freeze", ("open",), "frozen", ("system",), "room.freeze", "subject_ended"),
        Move("thaw", ("frozen",), "open", ("system",), "room.thaw", "subject_reopened"),
        Move("archive", ("frozen",), "archived", ("system",), "room.archive", "retention"),
    ),
)

MACHINES = (ROOM,)
BIRTHS = ()
