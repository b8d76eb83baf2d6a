"""What the place knows from its own jobs: prices that were accepted, cases that were awarded, finished works.

Held by the process for a while: thousands of rows change by a few an hour, and a page asks on every third of a second.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

from factories.catalog.selectors import taxonomy
from marketplace.intake.cases import Case, Index, index_of
from marketplace.intake.cases import packaged as packaged_cases
from marketplace.intake.rates import Cell, Prices
from marketplace.intake.rates import packaged as packaged_prices
from marketplace.intake.results import Band
from marketplace.models import Inquiry, LabelledCase, Proposal, Quote, Slot

#: Asked for again when the last answer is older (seconds).
FRESH_FOR = 300.0
#: The newest so many count: what was paid ten years ago says little.
QUOTES_AT_MOST, CASES_AT_MOST, WORKS_AT_MOST = 20_000, 1_000, 300
_held: dict[str, tuple[float, object]] = {}


def forget() -> None:
    """Read anew at the next question."""
    _held.clear()


def _held_for_a_while(read: Callable) -> Callable:
    @wraps(read)
    def held():
        at, value = _held.get(read.__name__, (None, None))
        now = time.monotonic()
        if at is None or now - at > FRESH_FOR:
            value = read()
            _held[read.__name__] = (now, value)
        return value

    return held


@_held_for_a_while
def prices_in_force() -> Prices:
    """The table of prices with the place's own accepted quotes by process, size and number."""
    return replace(packaged_prices(), cells=_cells())


def _cells() -> tuple[Cell, ...]:
    words = taxonomy()
    accepted = (
        Quote.objects.filter(status="accepted", is_conditional=False)
        .order_by("-pk")
        .values_list("slot__process", "slot__size_x_mm", "slot__size_y_mm", "slot__size_z_mm", "slot__quantity",
                     "amount_yen", "factory")[:QUOTES_AT_MOST]
    )  # fmt: skip
    found: dict[tuple[str, str, str], list[tuple[float, int]]] = defaultdict(list)
    for process, x, y, z, quantity, yen, factory in accepted:
        longest = max((side for side in (x, y, z) if side), default=0)
        if not longest:
            continue  # without a size it says nothing about things of any size
        found[process, words.size_of(longest).code, words.quantity_of(quantity).code].append((yen / quantity, factory))
    return tuple(_cell(key, rows) for key, rows in found.items())


def _cell(key: tuple[str, str, str], rows: list[tuple[float, int]]) -> Cell:
    """The middle six tenths of the piece prices: one very cheap and one very dear friend change nothing."""
    yen = sorted(price for price, _ in rows)
    low, high = yen[int(0.2 * (len(yen) - 1))], yen[-1 - int(0.2 * (len(yen) - 1))]
    return Cell(*key, Band(round(low), round(high)), len(rows), len({factory for _, factory in rows}))


@_held_for_a_while
def cases_in_force() -> Index:
    """The packaged cases and the place's own: inquiries whose proposal was accepted, as the hub had planned them."""
    rows = list(
        LabelledCase.objects.filter(proposal__status="accepted")
        .exclude(processes=[])
        .order_by("-pk")
        .values_list("proposal__inquiry__public_id", "text", "processes")[:CASES_AT_MOST]
    )
    # The same words again say nothing more: the newest of them stands for all.
    own = {text[:2000]: (inquiry, codes) for inquiry, text, codes in reversed(rows)}
    own = tuple(Case(str(inquiry), text, tuple(codes), "own") for text, (inquiry, codes) in own.items())
    return Index((*packaged_cases(), *own)) if own else index_of(None)


@dataclass(frozen=True)
class Work:
    """A finished job by its public part: no firm, no price, no name."""

    title: str
    steps: tuple[str, ...]
    town: str


@dataclass(frozen=True)
class Finished(Case):
    work: Work | None = None


@_held_for_a_while
def _finished() -> Index:
    """Finished jobs as cases, each with its public part behind it."""
    found = list(
        Proposal.objects.filter(status="accepted", inquiry__status="completed")
        .exclude(inquiry__scope=Inquiry.OWN)
        .select_related("inquiry__municipality")
        .order_by("-inquiry__ended_at", "-pk")[:WORKS_AT_MOST]
    )
    steps = defaultdict(list)
    planned = Slot.objects.filter(proposal__in=found).exclude(status="released").order_by("proposal", "position")
    for proposal, title in planned.values_list("proposal_id", "title"):
        steps[proposal].append(title)
    return Index(
        [
            Finished(
                str(p.inquiry.public_id),
                p.inquiry.text[:2000],
                (),
                work=Work(p.inquiry.teaser[:60], tuple(steps[p.pk][:6]), p.inquiry.municipality.name),
            )
            for p in found
        ]
    )


def recent_works(limit: int = 3) -> list[Work]:
    """The newest finished jobs that may be shown to everybody."""
    return list(dict.fromkeys(case.work for case in _finished().cases))[:limit]


def works_like(text: str, limit: int = 3) -> list[Work]:
    """Finished jobs whose words sound most alike; their words themselves stay confidential."""
    if not text.strip():
        return []
    found = (neighbour.case.work for neighbour in _finished().neighbours(text[:2000], 4 * limit))
    return list(dict.fromkeys(found))[:limit]
