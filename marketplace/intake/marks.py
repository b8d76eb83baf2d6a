"""Where the words of a reading stand in the text as it was written, so that they can be marked there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.intake.results import Line, Step

#: So much of a text is shown with its marks.
SHOWN_AT_MOST = 1200


@dataclass(frozen=True)
class Piece:
    """A part of the text. `kind`: "said" or "guess" where a line of the card rests on it (`number`, 1 is the first), "work"
    where a step does, else ""."""

    text: str
    kind: str = ""
    number: int = 0


@dataclass(frozen=True)
class Row:
    """A line of the card with the number of its mark in the text, 0 where it has none."""

    line: Line
    number: int


def marked(text: str, lines: Sequence[Line], steps: Sequence[Step] = ()) -> tuple[tuple[Piece, ...], tuple[Row, ...]]:
    """The text in pieces, each letter in one, and the lines with their numbers, counted from 1 over those whose words stand
    in the text. Words of a line go before words of a step."""
    text = text[:SHOWN_AT_MOST]
    plain, places = _with_places(text)
    taken: list[tuple[int, int, str, int]] = []
    rows: list[Row] = []
    last = 0
    for line in lines:
        found = _take(taken, plain, line.words, "guess" if line.is_guess else "said", last + 1)
        last += found
        rows.append(Row(line, last if found else 0))
    for step in steps:
        _take(taken, plain, step.words, "work", 0)
    pieces: list[Piece] = []
    at = 0
    for begin, end, kind, number in sorted(taken):
        first, behind = places[begin], places[end]
        if at < first:
            pieces.append(Piece(text[at:first]))
        if first < behind:
            pieces.append(Piece(text[first:behind], kind, number))
            at = behind
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces), tuple(rows)


def _take(taken: list, plain: str, words: Sequence[str], kind: str, number: int) -> bool:
    """Take the first free place of each word."""
    found = False
    for word in sorted(filter(None, words), key=len, reverse=True):
        start = plain.find(word)
        while start >= 0 and any(start < end and begin < start + len(word) for begin, end, *_ in taken):
            start = plain.find(word, start + 1)
        if start >= 0:
            taken.append((start, start + len(word), kind, number))
            found = True
    return found


def _with_places(text: str) -> tuple[str, list[int]]:
    """The plain form (NFKC), and for each of its letters the place in the text where the letter began."""
    plain: list[str] = []
    places: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        # A letter and the marks that follow it (half-width voicing marks too) become one.
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in "ﾞﾟ"):
            end += 1
        made = unicodedata.normalize("NFKC", text[start:end])
        plain.append(made)
        places += [start] * len(made)
        start = end
    return "".join(plain), [*places, len(text)]
