"""The words of the directory: in how many factories each stands, and which one a misspelt word was meant to be."""

import time
from dataclasses import dataclass
from functools import cached_property
from math import log

from rapidfuzz import process as rapid
from rapidfuzz.distance import OSA

from factories.models import SearchWord

#: Words for misspelt ones to be compared with are read again when they are older (seconds).
FRESH_FOR = 600


@dataclass(frozen=True)
class Vocabulary:
    """All tokens with their counts, as of one instant. Never changed: a new one takes its place."""

    counts: dict[str, int]
    read_at: float

    @cached_property
    def most(self) -> int:
        return max(self.counts.values(), default=1)

    @cached_property
    def by_length(self) -> dict[tuple[str, int], list[str]]:
        found: dict[tuple[str, int], list[str]] = {}
        for token in self.counts:
            kind, _, word = token.partition(":")
            found.setdefault((kind, len(word)), []).append(word)
        return found

    def nearest(self, token: str) -> str | None:
        """The token of the same kind one letter away (two for a long word) that most factories have."""
        kind, _, word = token.partition(":")
        if len(word) < 3:
            return None
        far = 1 if len(word) < 8 else 2
        choices = [w for n in range(len(word) - far, len(word) + far + 1) for w in self.by_length.get((kind, n), ())]
        near = rapid.extract(word, choices, scorer=OSA.distance, score_cutoff=far, limit=5)
        if not near:
            return None
        closest = min(distance for _, distance, _ in near)
        return max((f"{kind}:{w}" for w, d, _ in near if d == closest), key=self.counts.__getitem__)

    def says(self, count: int) -> float:
        """How much a token tells that stands in `count` factories: 0 for one that everybody has."""
        return log(max(self.most / max(1, count), 1))


_held = Vocabulary({}, -FRESH_FOR)


def held() -> Vocabulary:
    """This process's copy, not older than FRESH_FOR."""
    global _held
    if not _held.counts or time.monotonic() - _held.read_at > FRESH_FOR:
        _held = Vocabulary(dict(SearchWord.objects.values_list("word", "factories")), time.monotonic())
    return _held


def forget() -> None:
    """Read anew at the next question."""
    global _held
    _held = Vocabulary({}, -FRESH_FOR)


def counts_of(tokens: set[str]) -> dict[str, int]:
    """In how many factories each of these tokens stands, as of now; those of none are left out. One query."""
    return dict(SearchWord.objects.filter(word__in=tokens).values_list("word", "factories")) if tokens else {}
