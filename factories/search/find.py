"""From the one box and its facets to factories: hard limits first, then by fit, then by who has time."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Window
from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from factories.catalog.selectors import taxonomy
from factories.profile.models import Factory
from factories.profile.selectors import away, misses, public_factories, reasons_for, with_limits
from factories.search.criteria import Criteria, by_index, places, understood
from factories.search.facets import NO_FACETS, Facets
from factories.search.models import SearchEntry
from factories.search.query import read
from factories.search.text import bare_name, number_of, pairs, words
from factories.search.vocabulary import counts_of, nearest, says
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now

#: So many factories at most are ordered by their words, out of so many looked at; the rarest words choose which.
WEIGHED, LOOKED_AT = 400, 1200
#: So many found factories are counted at most; whoever has as many narrows the question.
COUNTED = 1_000
#: From this likeness on (1: the same) a name is meant.
CALLED_SO = 0.7
#: No firm has a longer name.
NAME_AT_MOST = 60


@dataclass(frozen=True)
class Hit:
    """A factory, what speaks for it, and what it cannot do."""

    factory: Factory
    reasons: tuple[str, ...]
    why_not: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A page of factories, their number in all (COUNTED at most), and how the words were understood; `corrected`: (as
    typed, as read)."""

    criteria: Criteria
    corrected: tuple[tuple[str, str], ...]
    named: tuple[int, ...]
    hits: tuple[Hit, ...]
    total: int

    @property
    def is_more(self) -> bool:
        """Whether there may be more than were counted."""
        return self.total >= COUNTED

    @property
    def understood(self) -> list[str]:
        """The limits that were read from the words, in the reader's language."""
        known, query = taxonomy(), self.criteria.query
        processes = sorted(known.process_name(code) for code in query.processes)
        materials = sorted(known.material_name(code) for code in query.materials)
        return [*processes, *materials, *places().shown(query.places)]


@by_index
def find(text: str, facets: Facets = NO_FACETS, *, near: str = "", offset: int = 0, limit: int = 20) -> Result:
    """Factories for what somebody typed and chose: the one that is called so, then those within the limits, first the
    ones that the other words speak for, then those of the municipality `near`, then who has time. Where no process was
    understood, one of the words must be there, if anybody has one."""
    query = read(text, taxonomy=taxonomy(), places=places())
    letters = [f"n:{pair}" for pair in pairs(bare_name(query.text))]
    name = [*letters, *(f"w:{word}" for word in words(query.text))] if len(query.text) <= NAME_AT_MOST else []
    counts = counts_of({*query.tokens, *name})
    wished, corrected = _as_spelt(query.tokens, counts)
    criteria = understood(query, facets, near, jst_date(db_now()))
    named = _named(query.text, {t: counts[t] for t in name if t in counts}, len(letters))
    telling = _telling(wished)
    # A word alone that so many have tells nobody from the others: it narrows, and who has time comes first.
    is_common = not query.processes and any(wished[token] > LOOKED_AT for token in telling)
    having = [] if is_common else _having(telling, criteria)
    if (having or is_common) and not query.processes:
        criteria = replace(criteria, wider=(*criteria.wider, tuple(sorted(telling))))
    best = list(dict.fromkeys([*named, *having]))
    if criteria.is_said:
        total, page = _listed(criteria, named, best, offset, limit)
    else:
        total, page = len(named), named[offset : offset + limit]
    return Result(criteria, corrected, tuple(named), _hits(criteria, page), total)


@by_index
def missed(result: Result, limit: int = 20) -> tuple[int, tuple[Hit, ...]]:
    """Who is spoken of but breaks a limit: their number, and the first of them with each limit they miss."""
    criteria = result.criteria
    if not criteria.is_said:
        return 0, ()
    others = criteria.entries.exclude(criteria.able).exclude(pk__in=result.named)
    rows = list(_in_order(others, criteria)[:limit])
    return (rows[0][1] if rows else 0), _hits(criteria, [key for key, _number in rows])


def _hits(criteria: Criteria, keys: list[int]) -> tuple[Hit, ...]:
    factories = with_limits(public_factories().filter(pk__in=keys), criteria.needs, criteria.processes or None)
    found = {factory.pk: factory for factory in factories}
    return tuple(_hit(criteria, found[key]) for key in keys if key in found)


def _hit(criteria: Criteria, factory: Factory) -> Hit:
    capability, failed = misses(factory, criteria.needs, criteria.today)
    if not (criteria.processes or criteria.needs.families or criteria.asks_for_figures):
        failed = ()  # nothing was asked of it that it could miss
    busy = (_("手のあきは普通"),) if criteria.wants_free_hands and factory.availability == Factory.YELLOW else ()
    why_not = (*away(factory, criteria.today), *busy, *failed)
    reasons = tuple(
        reasons_for(factory, capability if criteria.processes or criteria.asks_for_figures else None, criteria.near)
    )
    return Hit(factory, reasons, why_not)


def _as_spelt(tokens: tuple[str, ...], counts: dict[str, int]) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """The tokens as the directory spells them, with their counts, and which were misspelt."""
    spelt, corrected = {}, []
    for token in tokens:
        if token in counts:
            spelt[token] = counts[token]
        elif found := nearest(token):
            meant, spelt[found[0]] = found
            corrected.append((token[2:], meant[2:]))
    return spelt, tuple(corrected)


def _telling(counts: dict[str, int]) -> dict[str, float]:
    """The rarest of these tokens with what each tells: as many as lead to a number of factories that can be looked at."""
    chosen: dict[str, float] = {}
    sum_of = 0
    for token in sorted(counts, key=counts.__getitem__):
        sum_of += counts[token]
        if chosen and sum_of > LOOKED_AT:
            break
        chosen[token] = 1 + says(counts[token])
    return chosen


def _having(telling: dict[str, float], criteria: Criteria) -> list[int]:
    """Keys of those within the limits who have the most of these words, best first."""
    keys = [key for key, _name in _most_of(telling, criteria)]
    if not (keys and (criteria.asks_for_figures or criteria.wants_free_hands)):
        return keys
    able = set(SearchEntry.objects.filter(criteria.able, pk__in=keys).values_list("pk", flat=True))
    return [key for key in keys if key in able]


def _most_of(telling: dict[str, float], criteria: Criteria | None, like: str = "") -> list[tuple[int, str]]:
    """Factories with the most of these tokens, best first: key and name. Among equals those whose name is about as long
    as `like`."""
    if not telling:
        return []
    limits = [[*map(number_of, group)] for group in (*criteria.wider, *criteria.limits)] if criteria else []
    willing: list[Any] = [Factory.RANKS[Factory.RED], criteria.today] if criteria else []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.factory_id, e.name FROM unnest(%s::int[], %s::float8[]) AS w (token, weight)"
            " JOIN search_searchentry e ON e.tokens @> ARRAY[w.token]"
            f"{' AND e.tokens && %s::int[]' * len(limits)}"
            f"{' AND e.rank < %s AND (e.paused_until IS NULL OR e.paused_until < %s)' if criteria else ''}"
            " GROUP BY e.factory_id ORDER BY sum(w.weight) DESC, abs(char_length(e.name) - %s), e.rank, e.name LIMIT %s",
            [[*map(number_of, telling)], list(telling.values()), *limits, *willing, len(like), WEIGHED],
        )
        return cursor.fetchall()


def _named(text: str, counts: dict[str, int], letters: int) -> list[int]:
    """Keys of the factories whose name is what was typed, up to a wrong letter or two; nearest first. `letters`: how many
    pairs of letters the text has; where few of them stand in any name, no name is meant."""
    if len(text.strip()) < 3 or sum(token.startswith("n:") for token in counts) * 3 < letters:
        return []
    typed = text.lower().strip()
    near = [
        (*_likeness(typed, name.lower()), key) for key, name in _most_of(_telling(counts), None, like=bare_name(typed))
    ]
    return [key for likeness, _whole, key in sorted(near, reverse=True) if likeness >= CALLED_SO]


def _likeness(typed: str, name: str) -> tuple[float, float]:
    """1 for the same name, with or without the form of the firm; then with it."""
    whole = OSA.normalized_similarity(typed, name)
    return max(OSA.normalized_similarity(bare_name(typed), bare_name(name)), whole), whole


def _in_order(entries: QuerySet[SearchEntry], criteria: Criteria) -> QuerySet:
    """(key, number of all), those of the town `near` first, then who has time."""
    first = ["elsewhere", "rank", "pk"] if criteria.near else ["rank", "pk"]
    if criteria.near:
        entries = entries.annotate(elsewhere=~Q(municipality=criteria.near))
    return entries.annotate(number=Window(Count("*"))).order_by(*first).values_list("pk", "number")


def _listed(criteria: Criteria, named: list[int], best: list[int], offset: int, limit: int) -> tuple[int, list[int]]:
    """Everybody within the limits after the best: the number of all up to COUNTED, and one page."""
    page = best[offset : offset + limit]
    able = criteria.entries.filter(criteria.able)
    if len(page) < limit:
        start = max(0, offset - len(best))
        rows = list(_in_order(able.exclude(pk__in=best), criteria)[start : start + limit - len(page)])
        if rows:
            return min(len(best) + rows[0][1], COUNTED), page + [key for key, _number in rows]
    # All of the best are within the limits, but for those that are only called so.
    beside = len(named) - able.filter(pk__in=named).count() if named else 0
    return min(able[:COUNTED].count() + beside, COUNTED), page
