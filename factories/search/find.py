"""From the one box to factories: hard limits first, then by fit, then by who has time."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from rapidfuzz.distance import OSA

from factories.models import Factory
from factories.search.query import Places, Query, read
from factories.search.text import pairs, words
from factories.search.vocabulary import counts_of, held
from factories.selectors import public_factories, taxonomy
from marketplace.accounts.models import Municipality

#: So many factories at most are ordered by their words, out of so many looked at; the rarest words choose which.
WEIGHED, LOOKED_AT = 400, 1200
#: From this likeness on (1: the same) a name is meant.
CALLED_SO = 0.7
#: No firm has a longer name.
NAME_AT_MOST = 60


@lru_cache(maxsize=1)
def places() -> Places:
    return Places(tuple(Municipality.objects.values_list("code", "prefecture", "name")))


@dataclass(frozen=True)
class Hit:
    factory: Factory
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A page of factories, their number in all, and how the words were understood; `corrected`: (as typed, as read)."""

    query: Query
    corrected: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]
    total: int

    @property
    def understood(self) -> list[str]:
        """The limits that were read from the words, in the reader's language."""
        known = taxonomy()
        processes = sorted(known.process(code).name for code in self.query.processes)
        materials = sorted(known.material(code).name for code in self.query.materials)
        return [*processes, *materials, *places().shown(self.query.places)]


def find(text: str, *, group: str = "", offset: int = 0, limit: int = 20) -> Result:
    """Factories for what somebody typed: the one that is called so, then those within its limits, first the ones that its
    other words speak for. Where no process was understood, one of the words must be there, if anybody has one.
    `group`: only processes of this group of the taxonomy."""
    query = read(text, taxonomy=taxonomy(), places=places())
    letters = [f"n:{pair}" for pair in pairs(query.text)]
    name = [*letters, *(f"w:{word}" for word in words(query.text))] if len(query.text) <= NAME_AT_MOST else []
    counts = counts_of({*query.tokens, *name})
    wished, corrected = _as_spelt(query.tokens, counts)
    limits = _limits(query, group)
    named = _named(query.text, {t: counts[t] for t in name if t in counts}, len(letters))
    having = [key for key, _ in _most_of(wished, limits)]
    if having and not query.processes:
        limits.append(sorted(wished))
    best = list(dict.fromkeys([*named, *having]))
    if limits or not query.text.strip():
        total, page = _listed(limits, named, best, offset, limit)
    else:
        total, page = len(named), named[offset : offset + limit]
    found = {f.pk: f for f in public_factories().filter(pk__in=page)}
    hits = tuple(Hit(found[pk], _reasons(query, found[pk])) for pk in page if pk in found)
    return Result(query, corrected, hits, total)


def _as_spelt(tokens: tuple[str, ...], counts: dict[str, int]) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """The tokens as the directory spells them, with their counts, and which were misspelt."""
    spelt, corrected = {}, []
    for token in tokens:
        if token in counts:
            spelt[token] = counts[token]
        elif meant := held().nearest(token):
            spelt[meant] = held().counts[meant]
            corrected.append((token[2:], meant[2:]))
    return spelt, tuple(corrected)


def _limits(query: Query, group: str) -> list[list[str]]:
    """Groups of alternatives, each of which must be met."""
    limits = []
    if query.processes:
        limits.append([f"p:{code}" for code in sorted(query.processes)])
    if group:
        limits.append([f"p:{p.code}" for p in taxonomy().in_group(group)] or ["p:none"])
    if query.materials:
        families = {taxonomy().material(code).group for code in query.materials}
        limits.append([*(f"m:{family}" for family in sorted(families)), "m:*"])
    if query.places:
        limits.append([f"t:{code}" for code in query.places])
    return limits


def _most_of(counts: dict[str, int], limits: list[list[str]], near: str = "") -> list[tuple[int, str]]:
    """Factories with the most of these tokens, best first: key and name. The rarer a token the more it says, and the
    rarest choose who is looked at. Among equals those whose name is about as long as `near`."""
    chosen: dict[str, float] = {}
    sum_of = 0
    for token in sorted(counts, key=counts.__getitem__):
        sum_of += counts[token]
        if chosen and sum_of > LOOKED_AT:
            break
        chosen[token] = 1 + held().says(counts[token])
    if not chosen:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.factory_id, e.name FROM unnest(%s::varchar[], %s::float8[]) AS w (token, weight)"
            " JOIN factories_searchentry e ON e.tokens @> ARRAY[w.token]"
            f"{' AND e.tokens && %s::varchar[]' * len(limits)}"
            " GROUP BY e.factory_id ORDER BY sum(w.weight) DESC, abs(char_length(e.name) - %s), e.rank, e.name LIMIT %s",
            [list(chosen), list(chosen.values()), *limits, len(near), WEIGHED],
        )
        return cursor.fetchall()


def _named(text: str, counts: dict[str, int], letters: int) -> list[int]:
    """Keys of the factories whose name is what was typed, up to a wrong letter or two; nearest first. `letters`: how many
    pairs of letters the text has; where few of them stand in any name, no name is meant."""
    if len(text.strip()) < 3 or sum(token.startswith("n:") for token in counts) * 3 < letters:
        return []
    typed = text.lower().strip()
    near = [(OSA.normalized_similarity(typed, name.lower()), key) for key, name in _most_of(counts, [], near=typed)]
    return [key for likeness, key in sorted(near, reverse=True) if likeness >= CALLED_SO]


def _listed(
    limits: list[list[str]], named: list[int], best: list[int], offset: int, limit: int
) -> tuple[int, list[int]]:
    """Everybody within the limits or called so: the best first, the others by who has time. Their number, and one page."""
    where = f"(true{' AND tokens && %s::varchar[]' * len(limits)}) OR factory_id = ANY(%s::bigint[])"
    page = best[offset : offset + limit]
    with connection.cursor() as cursor:
        if len(page) < limit:
            cursor.execute(
                f"WITH found AS MATERIALIZED (SELECT factory_id, rank, name FROM factories_searchentry WHERE {where})"
                " SELECT factory_id, (SELECT count(*) FROM found) FROM found WHERE factory_id <> ALL(%s::bigint[])"
                " ORDER BY rank, name, factory_id LIMIT %s OFFSET %s",
                [*limits, named, best, limit - len(page), max(0, offset - len(best))],
            )
            rows = cursor.fetchall()
            if rows:
                return rows[0][1], page + [key for key, _ in rows]
        cursor.execute(f"SELECT count(*) FROM factories_searchentry WHERE {where}", [*limits, named])
        return cursor.fetchone()[0], page


def _reasons(query: Query, factory: Factory) -> tuple[str, ...]:
    known = taxonomy()
    shared = [known.process(code).name for code in factory.processes if code in query.processes]
    return tuple(shared)
