"""From the one box to factories: hard limits first, then by fit, then by who has time."""

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from math import log

from django.db import connection
from rapidfuzz import process as rapid
from rapidfuzz.distance import OSA

from factories.models import Factory, SearchWord
from factories.search.query import Places, Query, read
from factories.search.text import kana_runs, pairs, words
from factories.selectors import public_factories, taxonomy
from factories.wording import plain
from marketplace.accounts.models import Municipality

#: So many factories at most are ordered by their words, out of so many looked at; the rarest words choose which.
WEIGHED, LOOKED_AT = 400, 1200
#: From this likeness on (1: the same) a name is meant.
CALLED_SO = 0.7
#: The vocabulary is read again when it is older (seconds).
FRESH_FOR = 600


@lru_cache(maxsize=1)
def places() -> Places:
    return Places(tuple(Municipality.objects.values_list("code", "prefecture", "name")))


class Vocabulary:
    """The words of the directory and in how many factories each stands, held in this process."""

    def __init__(self):
        self.counts: dict[str, int] = {}
        self.by_length: dict[tuple[str, int], list[str]] = {}
        self.most = 1
        self.read_at = -FRESH_FOR
        self.lock = threading.Lock()

    def refresh(self) -> None:
        if time.monotonic() - self.read_at < FRESH_FOR and self.counts:
            return
        with self.lock:
            self.counts = dict(SearchWord.objects.values_list("word", "factories"))
            by_length: dict[tuple[str, int], list[str]] = {}
            for token in self.counts:
                kind, _, word = token.partition(":")
                by_length.setdefault((kind, len(word)), []).append(word)
            self.by_length, self.read_at = by_length, time.monotonic()
            self.most = max(self.counts.values(), default=1)

    def learn(self, text: str) -> None:
        """Look up what of a text's words the directory knows by now."""
        tokens = {f"w:{w}" for w in words(text)} | {f"r:{r}" for r in kana_runs(text)} | {f"n:{p}" for p in pairs(text)}
        self.counts.update(SearchWord.objects.filter(word__in=tokens).values_list("word", "factories"))

    def has(self, token: str) -> bool:
        return token in self.counts

    def says(self, token: str) -> float:
        """How much a token tells: 0 for one that everybody has."""
        return log(max(self.most / max(1, self.counts[token]), 1))

    def nearest(self, kind: str, word: str) -> str | None:
        """The word one letter away (two for long ones) that most factories use; None when there is none."""
        if len(word) < 3:
            return None
        far = 1 if len(word) < 8 else 2
        choices = [w for n in range(len(word) - far, len(word) + far + 1) for w in self.by_length.get((kind, n), ())]
        near = rapid.extract(word, choices, scorer=OSA.distance, score_cutoff=far, limit=5)
        if not near:
            return None
        closest = min(distance for _, distance, _ in near)
        return max((w for w, d, _ in near if d == closest), key=lambda w: self.counts[f"{kind}:{w}"])


vocabulary = Vocabulary()


@dataclass(frozen=True)
class Hit:
    factory: Factory
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A page of factories, their number in all, and how the words were understood."""

    query: Query
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
    other words speak for. A text of which only words were understood is answered with the factories that have them.
    `group`: only processes of this group of the taxonomy."""
    vocabulary.refresh()
    if text.strip():
        vocabulary.learn(text)
    query = read(text, taxonomy=taxonomy(), places=places(), vocabulary=vocabulary)
    limits = _limits(query, group)
    named = _named(query.text)
    best = list(dict.fromkeys([*named, *_weighed(limits, _wished(query))]))
    if limits or not query.text.strip():
        total, page = _listed(limits, named, best, offset, limit)
    else:
        total, page = len(best), best[offset : offset + limit]
    found = {f.pk: f for f in public_factories().filter(pk__in=page)}
    return Result(query, tuple(Hit(found[pk], _reasons(query, found[pk])) for pk in page if pk in found), total)


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


def _wished(query: Query) -> dict[str, float]:
    """Tokens wished for with their weight: the rarer, the more it says."""
    return {token: 2 + 2 * vocabulary.says(token) for token in query.tokens}


def _most_of(wished: dict[str, float], limits: list[list[str]], *, near: str = "", limit: int) -> list[tuple[int, str]]:
    """Factories with the most of what is wished for, best first: key and name. Among equals those whose name is about as
    long as `near`. The rarest tokens choose who is looked at."""
    chosen, sum_of = {}, 0
    for token in sorted(wished, key=lambda t: vocabulary.counts[t]):
        sum_of += vocabulary.counts[token]
        if chosen and sum_of > LOOKED_AT:
            break
        chosen[token] = wished[token]
    if not chosen:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.factory_id, e.name FROM unnest(%s::varchar[], %s::float8[]) AS w (token, weight)"
            " JOIN factories_searchentry e ON e.tokens @> ARRAY[w.token]"
            f"{' AND e.tokens && %s::varchar[]' * len(limits)}"
            " GROUP BY e.factory_id ORDER BY sum(w.weight) DESC, abs(char_length(e.name) - %s), e.rank, e.name LIMIT %s",
            [list(chosen), list(chosen.values()), *limits, len(near), limit],
        )
        return cursor.fetchall()


def _weighed(limits: list[list[str]], wished: dict[str, float]) -> list[int]:
    return [key for key, _ in _most_of(wished, limits, limit=WEIGHED)]


def _named(text: str) -> list[int]:
    """Keys of the factories whose name is what was typed, up to a wrong letter or two; nearest first."""
    typed = plain(text).lower().strip()
    if not 3 <= len(typed) <= 60:
        return []
    letters = [f"n:{pair}" for pair in pairs(typed)]
    known = [token for token in letters if vocabulary.has(token)]
    if len(known) * 3 < len(letters):
        return []
    known += [token for token in (f"w:{word}" for word in words(typed)) if vocabulary.has(token)]
    wished = {token: 1 + vocabulary.says(token) for token in known}
    near = [
        (OSA.normalized_similarity(typed, name.lower()), key)
        for key, name in _most_of(wished, [], near=typed, limit=WEIGHED)
    ]
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
