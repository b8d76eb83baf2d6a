"""State machines are tables.

A table says what may move from where to where and whether a person or the place itself moves it; who of the people
may is the policy's answer. It is checked when it is imported: a table that contradicts itself cannot be loaded.
`transitions.apply` is the only function that moves. States are members of an enum; sets of them that mean something
(`LIVE`, `CHANGEABLE`, ...) have a name beside their table, so that nobody else spells a state.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Q, TextChoices


class By(Enum):
    """Who makes a move: somebody, the place itself, or now one and now the other."""

    PERSON = "person"
    SYSTEM = "system"
    EITHER = "either"

    def allows(self, *, is_system: bool) -> bool:
        return self is By.EITHER or (self is By.SYSTEM) == is_system


PERSON, SYSTEM, EITHER = By.PERSON, By.SYSTEM, By.EITHER


@dataclass(frozen=True)
class Move:
    """One row of a table. `target` None: the state is kept (a dated fact of the object changes)."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    by: By = PERSON


@dataclass(frozen=True)
class StateMachine:
    """`looks`: the shape of a state's chip (done, run, one, gap, seal; wait where none is named). `births`: what brings an
    object into the initial state. A move and a birth are told as events named `machine.move`."""

    name: str
    states: type[TextChoices]
    initial: str
    terminal: tuple[str, ...]
    moves: tuple[Move, ...]
    looks: Mapping[str, str] = field(default_factory=dict)
    births: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = [
            *self._unknown_states(),
            *(f"{name} stands twice" for name in _repeated([*(m.name for m in self.moves), *self.births])),
            *(f"{m.name}: needs sources" for m in self.moves if not m.sources),
            *(f"{m.name}: leaves terminal {s}" for m in self.moves for s in m.sources if s in self.terminal),
            *self._dead_ends(),
        ]
        if problems:
            raise ValueError(f"state machine {self.name}: " + "; ".join(problems))

    def _unknown_states(self) -> list[str]:
        named = {self.initial, *self.terminal, *self.looks}
        named |= {s for m in self.moves for s in (*m.sources, m.target) if s is not None}
        return [f"unknown state {s}" for s in sorted(named - set(self.states.values))]

    def _dead_ends(self) -> list[str]:
        """States that nothing leads to, and states that nothing leads from though they are not terminal."""
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            here = frontier.pop()
            new = {m.target for m in self.moves if here in m.sources and m.target} - reached
            reached |= new
            frontier += new
        left = {s for m in self.moves for s in m.sources if m.target not in (None, s)}
        return [
            *(f"state {s} cannot be reached" for s in self.states.values if s not in reached),
            *(f"state {s} cannot be left" for s in self.states.values if s not in self.terminal and s not in left),
        ]

    @property
    def live(self) -> tuple[str, ...]:
        """Every state that is not terminal."""
        return tuple(s for s in self.states if s not in self.terminal)

    @property
    def known(self) -> Q:
        """For a check constraint: the state is one of the table's."""
        return Q(status__in=self.states.values)

    def move(self, name: str) -> Move:
        """Raises KeyError for a move that the table does not have."""
        return {m.name: m for m in self.moves}[name]

    def sources_of(self, move: str) -> tuple[str, ...]:
        return self.move(move).sources

    def event_of(self, move: str) -> str:
        return f"{self.name}.{move}"

    @property
    def events(self) -> tuple[str, ...]:
        """What it tells: of what comes into being, and of every move."""
        return tuple(self.event_of(name) for name in (*self.births, *(move.name for move in self.moves)))

    def events_into(self, states: Container[str]) -> tuple[str, ...]:
        """What it tells of moves that lead into one of the states."""
        return tuple(self.event_of(move.name) for move in self.moves if move.target in states)

    def look_of(self, state: str) -> str:
        return self.looks.get(state, "wait")


def _repeated(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}
