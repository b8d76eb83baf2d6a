"""What waits for whom: each reason is one object in a module of its own, registered when its app is ready.

The page of the day lists the to-dos of all kinds, the badge beside it counts them: both ask the same querysets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Expression, QuerySet

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import JST
from marketplace.kernel.queries import count_of
from marketplace.kernel.registry import Registry

_NO_DUE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the actor: what, by when, and the one button.

    `due`: by when, as the page says it. `harm`: where no day was agreed, from when on somebody loses by it; it orders the list,
    and the page says "soon". `clock` gives the clock that runs until then as it stands at an instant, for the page to show. What has one stands before
    all else, and the clock of the first is shown: it is asked for that one alone.
    """

    title: str
    text: str
    verb: str
    url: str
    due: datetime | None = None
    harm: datetime | None = None
    clock: Callable[[datetime], object] | None = None


@dataclass(frozen=True)
class TodoKind:
    """`waiting` gives the rows that wait for the actor's organization, with all that `say` reads of them; `say` words one
    of them."""

    name: str
    waiting: Callable[[Actor], QuerySet]
    say: Callable[[Any, Actor], Todo]


todo_kinds: Registry[TodoKind] = Registry("to-do")


def todos_of(actor: Actor) -> list[Todo]:
    """Everything that waits for the actor, in the order of when harm begins; what has no date comes last. A query a kind."""
    found = [kind.say(row, actor) for kind in todo_kinds for row in kind.waiting(actor)]
    return sorted(found, key=lambda todo: (todo.clock is None, todo.due or todo.harm or _NO_DUE))


def todo_count(actor: Actor) -> Expression:
    """How many there are, as a part of another query."""
    return count_of(*(kind.waiting(actor) for kind in todo_kinds))


def end_of(day: date) -> datetime:
    """17 o'clock, until which a day's work is due."""
    return datetime.combine(day, time(17), JST)
