"""How little a text sounds like an inquiry, beside the rules of `kinds`: by its pairs and triples of letters.

Counted once from texts that are packaged: the cases, which are inquiries, and `data/not_asked.txt`, which are none (a text
a line, of our own making). Each run of letters says how much more often it stands in the one than in the other.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import log
from pathlib import Path

from marketplace.intake import cases
from marketplace.kernel.text import plain as plain_form

DATA = Path(__file__).parent / "data" / "not_asked.txt"
#: Runs of letters rarer than this among all texts say nothing.
SEEN_AT_LEAST = 2
READ_AT_MOST = 1000
_SMOOTH = 0.5


def unlikeness(plain: str) -> float:
    """Above 0 where it sounds more like what is no inquiry; no real inquiry passed 2.5 when the other four fifths were counted."""
    weights = _weights()
    said = [weights[run] for run in _runs(plain) if run in weights]
    return sum(said) / (len(said) + 1) ** 0.5


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    asked = [_runs(plain_form(case.text)) for case in cases.packaged()]
    other = [_runs(plain_form(line)) for line in DATA.read_text(encoding="utf-8").splitlines() if line.strip()]
    in_asked = Counter(run for runs in asked for run in runs)
    in_other = Counter(run for runs in other for run in runs)
    return {
        run: log((in_other[run] + _SMOOTH) / (len(other) + 2 * _SMOOTH))
        - log((in_asked[run] + _SMOOTH) / (len(asked) + 2 * _SMOOTH))
        for run in in_asked | in_other
        if in_asked[run] + in_other[run] >= SEEN_AT_LEAST
    }


def _runs(plain: str) -> set[str]:
    letters = re.sub(r"\d+", "0", re.sub(r"\s", "", plain[:READ_AT_MOST]))
    runs = {letters[place : place + size] for size in (2, 3) for place in range(len(letters) - size + 1)}
    return runs | {"^" + letters[-size:] for size in (3, 4, 5)}
