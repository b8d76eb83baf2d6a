"""The words of the directory: in how many factories each stands, and which one a misspelt word was meant to be.

They stay in the database: a process of the web holds none of them.
"""

import re
import time
from functools import lru_cache
from math import log

from django.db import connection
from rapidfuzz.distance import OSA

from factories.search.models import SearchEntry, SearchWord

#: The number of factories is counted again when it is older (seconds): it only weighs words against one another.
FRESH_FOR = 600
#: So many words at most are compared with a misspelt one, those of most factories first.
COMPARED = 3_000


def counts_of(tokens: set[str]) -> dict[str, int]:
    """In how many factories each of these tokens stands, as of now; those of none are left out. One query."""
    return dict(SearchWord.objects.filter(word__in=tokens, factories__gt=0).values_list("word", "factories"))


def nearest(token: str) -> tuple[str, int] | None:
    """The token of the same kind one letter away (two for a long word) that most factories have, and its count.

    Of a word cut into one piece more than it has wrong letters, one piece is untouched: those that begin or end with
    such a piece are fetched by index and compared by their distance (OSA: a wrong, missing, surplus or exchanged letter).
    """
    kind, _, word = token.partition(":")
    if len(word) < 3:
        return None
    far = 1 if len(word) < 8 else 2
    piece = len(word) // (far + 1)
    begins = f"{kind}:{_plain(word[:piece])}%"
    ends = f"{_plain(word[-piece:][::-1])}%"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, factories FROM search_searchword WHERE (word LIKE %s OR reverse(word) LIKE %s)"
            " AND factories > 0 AND word LIKE %s AND char_length(word) BETWEEN %s AND %s ORDER BY factories DESC LIMIT %s",
            [begins, ends, f"{kind}:%", len(token) - far, len(token) + far, COMPARED],
        )
        near = [
            (distance, -count, other)
            for other, count in cursor.fetchall()
            if (distance := OSA.distance(word, other[len(kind) + 1 :], score_cutoff=far)) <= far
        ]
    if not near:
        return None
    _, count, meant = min(near)
    return meant, -count


def _plain(piece: str) -> str:
    """A piece of a word as LIKE takes it by the letter."""
    return re.sub(r"([\\%_])", r"\\\1", piece)


def says(count: int) -> float:
    """How much a token tells that stands in `count` factories: 0 for one that everybody has."""
    return log(max(_factories(int(time.monotonic() // FRESH_FOR)) / max(1, count), 1))


@lru_cache(maxsize=1)
def _factories(_age: int) -> int:
    return SearchEntry.objects.count()


def forget() -> None:
    """Count anew at the next question."""
    _factories.cache_clear()
