"""Inquiries of the past that sound alike, and what was done for them.

Alike by the words (in the form that all spellings share) and by pairs of letters, each counted by how rare it is among the
cases: a rare word says more. The cases are the packaged ones (`data/cases.json`, each with the public page it comes
from; `own` are invented, with the work that a planner would give them) unless others are given.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import log
from operator import itemgetter
from pathlib import Path

from factories.search.text import words
from marketplace.kernel.text import fold

DATA = Path(__file__).parent / "data" / "cases.json"
#: Who is asked. More neighbours are surer and less alike.
NEIGHBOURS = 8
#: A neighbour less like than this has nothing to say.
ALIKE_AT_LEAST = 0.04
#: Pairs of letters count less than words: there are more of them and they overlap.
_PAIR = 0.35


@dataclass(frozen=True)
class Case:
    """`processes`: codes in the order of work. `source`: the page it comes from; siblings share it."""

    id: str
    text: str
    processes: tuple[str, ...]
    source: str = ""
    #: The words of the text where they are known already: packaged cases are not taken apart again at every start.
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Neighbour:
    case: Case
    likeness: float
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def packaged() -> tuple[Case, ...]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Case(row["id"], row["text"], tuple(row["processes"]), row["source"], tuple(row["words"])) for row in rows
    )


def write_words() -> None:
    """Write the words of every packaged case anew, one case a line: after a case or the cutting of words has changed."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    lines = (json.dumps({**row, "words": sorted(set(words(row["text"])))}, ensure_ascii=False) for row in rows)
    DATA.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


@lru_cache(maxsize=2048)
def _features(text: str, known: tuple[str, ...] = ()) -> dict[str, float]:
    """Words by their own name, pairs of letters behind a colon."""
    found = {word: 1.0 for word in known or words(text)}
    letters = re.sub(r"[\W_]", "", fold(text[:2000]))
    for place in range(len(letters) - 1):
        found[":" + letters[place : place + 2]] = _PAIR
    return found


class Index:
    """The cases by their features, made once for a tuple of cases."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = tuple(cases)
        features = [_features(case.text, case.words) for case in self.cases]
        spread = Counter(name for found in features for name in found)
        self._rare = {name: log((len(self.cases) + 1) / (count + 0.5)) for name, count in spread.items()}
        self._holders: dict[str, list[tuple[int, float]]] = {}
        for number, found in enumerate(features):
            weights = {name: weight * self._rare[name] for name, weight in found.items()}
            length = sum(weight * weight for weight in weights.values()) ** 0.5 or 1.0
            for name, weight in weights.items():
                self._holders.setdefault(name, []).append((number, weight / length))

    def neighbours(self, text: str, limit: int = NEIGHBOURS) -> list[Neighbour]:
        asked = {name: weight * self._rare[name] for name, weight in _features(text).items() if name in self._rare}
        length = sum(weight * weight for weight in asked.values()) ** 0.5 or 1.0
        likeness: defaultdict[int, float] = defaultdict(float)
        for name, weight in asked.items():
            for number, theirs in self._holders[name]:
                likeness[number] += weight / length * theirs
        best = [
            (number, value)
            for number, value in nlargest(limit, likeness.items(), key=itemgetter(1))
            if value >= ALIKE_AT_LEAST
        ]
        return [Neighbour(self.cases[number], value, self._shared(asked, number)) for number, value in best]

    def _shared(self, asked: dict[str, float], number: int) -> tuple[str, ...]:
        own = _features(self.cases[number].text, self.cases[number].words)
        shared = [name for name in asked if name in own and not name.startswith(":")]
        return tuple(sorted(shared, key=lambda name: -asked[name])[:3])


@lru_cache(maxsize=1)
def _of_packaged() -> Index:
    return Index(packaged())


@lru_cache(maxsize=4)
def _of(cases: tuple[Case, ...]) -> Index:
    return Index(cases)


def index_of(cases: Index | Iterable[Case] | None) -> Index:
    """The packaged cases unless others are given; a place that holds its own index gives that."""
    if cases is None:
        return _of_packaged()
    return cases if isinstance(cases, Index) else _of(tuple(cases))
