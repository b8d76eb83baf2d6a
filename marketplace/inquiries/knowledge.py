"""What the place knows from its own jobs beside what is packaged: prices, cases, finished works.

Upper packages register where it comes from in `ready`. Held by the process for a while: thousands of rows change by a few
an hour, and a page asks on every third of a second.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from marketplace.intake.cases import Case, Index, index_of
from marketplace.intake.cases import packaged as packaged_cases
from marketplace.intake.rates import Cell, Prices
from marketplace.intake.rates import packaged as packaged_prices

#: Asked for again when the last answer is older (seconds).
FRESH_FOR = 300.0


@dataclass(frozen=True)
class Work:
    """A finished job by its public part: no firm, no price, no name."""

    title: str
    steps: tuple[str, ...]
    municipality: str


@dataclass(frozen=True)
class Finished(Case):
    work: Work | None = None


price_sources: list[Callable[[], Iterable[Cell]]] = []
case_sources: list[Callable[[], Iterable[Case]]] = []
work_sources: list[Callable[[], Iterable[Finished]]] = []
_held: dict[str, tuple[float, object]] = {}


def forget() -> None:
    """Read anew at the next question."""
    _held.clear()


def _held_for_a_while(read: Callable) -> Callable:
    @wraps(read)
    def held() -> Any:
        at, value = _held.get(read.__name__, (None, None))
        now = time.monotonic()
        if at is None or now - at > FRESH_FOR:
            value = read()
            _held[read.__name__] = (now, value)
        return value

    return held


def _from(sources: list[Callable[[], Iterable]]) -> tuple:
    return tuple(found for source in sources for found in source())


@_held_for_a_while
def prices_in_force() -> Prices:
    """The table of prices with the place's own accepted quotations by process, size and number."""
    return replace(packaged_prices(), cells=_from(price_sources))


@_held_for_a_while
def cases_in_force() -> Index:
    """The packaged cases and the place's own: inquiries whose proposal was accepted, as the hub had planned them."""
    own = _from(case_sources)
    return Index((*packaged_cases(), *own)) if own else index_of(None)


@_held_for_a_while
def _finished() -> Index:
    """Finished jobs as cases, each with its public part behind it."""
    return Index(list(_from(work_sources)))


def recent_works(limit: int = 3) -> list[Work]:
    """The newest finished jobs that may be shown to everybody."""
    return list(dict.fromkeys(case.work for case in _finished().cases))[:limit]


def works_like(text: str, limit: int = 3) -> list[Work]:
    """Finished jobs whose words sound most alike; their words themselves stay confidential."""
    if not text.strip():
        return []
    found = (neighbour.case.work for neighbour in _finished().neighbours(text[:2000], 4 * limit))
    return list(dict.fromkeys(found))[:limit]
