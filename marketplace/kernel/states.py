"""State machines are tables.

A table says who may move what from where to where, and which event tells the others. It is checked when it is
imported: a table that contradicts itself cannot be loaded. `transitions.apply` is the only function that moves.
"""

from dataclasses import dataclass, field

SYSTEM = "system"


@dataclass(frozen=True)
class State:
    name: str
    label: str  # as shown: asks the catalogue when it is shown
    look: str = "wait"  # shape of the state chip: done, run, wait, one, gap, seal


@dataclass(frozen=True)
class Move:
    """One row of a table. `target` None: the state is kept (a dated fact of the object changes)."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    who: tuple[str, ...]
    event: str
    condition: str = ""  # name of the guard in the service, for the reader and the documents


@dataclass(frozen=True)
class StateMachine:
    name: str
    initial: str
    terminal: tuple[str, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    by_name: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        names = [s.name for s in self.states]
        problems = []
        if len(set(names)) != len(names):
            problems.append("a state stands twice")
        if self.initial not in names:
            problems.append(f"initial state {self.initial} is unknown")
        problems += [f"terminal state {t} is unknown" for t in self.terminal if t not in names]
        move_names = [m.name for m in self.moves]
        if len(set(move_names)) != len(move_names):
            problems.append("a move stands twice")
        for move in self.moves:
            problems += [f"{move.name}: unknown source {s}" for s in move.sources if s not in names]
            problems += [f"{move.name}: leaves terminal {s}" for s in move.sources if s in self.terminal]
            if move.target is not None and move.target not in names:
                problems.append(f"{move.name}: unknown target {move.target}")
            if not move.sources or not move.who or not move.event:
                problems.append(f"{move.name}: needs sources, who and event")
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            here = frontier.pop()
            for move in self.moves:
                if here in move.sources and move.target and move.target not in reached:
                    reached.add(move.target)
                    frontier.append(move.target)
        problems += [f"state {n} cannot be reached" for n in names if n not in reached]
        problems += [
            f"state {n} cannot be left"
            for n in names
            if n not in self.terminal and not any(n in m.sources and m.target != n for m in self.moves)
        ]
        if problems:
            raise ValueError(f"state machine {self.name}: " + "; ".join(problems))
        object.__setattr__(self, "by_name", {m.name: m for m in self.moves})

    @property
    def live(self) -> tuple[str, ...]:
        """Every state that is not terminal."""
        return tuple(s.name for s in self.states if s.name not in self.terminal)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(s.name, s.label) for s in self.states]

    def state(self, name: str) -> State:
        return next(s for s in self.states if s.name == name)

    def sources_of(self, move: str) -> tuple[str, ...]:
        return self.by_name[move].sources
