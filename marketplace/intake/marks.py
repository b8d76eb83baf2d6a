"""Where the words of a reading stand in the text as it was written, so that they can be marked there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.intake.results import Line

#: So much of a text is shown with its marks.
SHOWN_AT_MOST = 1200


@dataclass(frozen=True)
class Piece:
    """A part of the text. `number`: of the line that rests on it (1 is the first), 0 for none."""

    text: str
    number: int = 0
    is_guess: bool = False


@dataclass(frozen=True)
class Row:
    """A line of the card with the number of its mark in the text, 0 where it has none."""

    line: Line
    number: int


def marked(text: str, lines: Sequence[Line]) -> tuple[tuple[Piece, ...], tuple[Row, ...]]:
    """The text in pieces and the lines with their numbers, counted from 1 over those whose words stand in the text."""
    text = text[:SHOWN_AT_MOST]
    plain, places = _with_places(text)
    taken: list[tuple[int, int, int, bool]] = []
    rows: list[Row] = []
    last_number = 0
    for line in lines:
        number = last_number + 1
        for word in sorted(line.words, key=len, reverse=True):
            start = plain.find(word) if word else -1
            while start >= 0 and any(start < end and begin < start + len(word) for begin, end, *_ in taken):
                start = plain.find(word, start + 1)
            if start >= 0:
                taken.append((start, start + len(word), number, line.is_guess))
                last_number = number
        rows.append(Row(line, number if last_number == number else 0))
    pieces: list[Piece] = []
    at = 0
    for begin, end, number, is_guess in sorted(taken):
        first, last = places[begin], places[end]
        if at < first:
            pieces.append(Piece(text[at:first]))
        if first < last:
            pieces.append(Piece(text[first:last], number, is_guess))
            at = last
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces), tuple(rows)


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
