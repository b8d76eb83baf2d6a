"""Everyday words found in a text: folding, and a search that prefers the longest word.

Pure standard library. Japanese has no spaces, so a word is looked for as a part of the text; what keeps that honest
is a small number of rules about borders (a Latin word must stand alone, a short katakana word must not sit inside a
longer one) and the rule that a long word takes its place in the text away from the shorter ones inside it:
「アクリルケース」 speaks for the acrylic shop and not, by its last three letters, for the sheet-metal shop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marketplace.kernel.text import fold, plain

# A word said a thousand times means no more than said a few times.
PLACES_AT_MOST = 40

WEAK = 0.25

_PARTICLES = frozenset("のにをはがとでもやかへ、。 ")


def _stem(word: str) -> str:
    """モーター and モータ are the same word; what is left must still be long enough to mean something."""
    folded = fold(word)
    return folded[:-1] if folded.endswith("ー") and len(folded) >= 4 else folded


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ゖ"


def _is_kanji(char: str) -> bool:
    return "一" <= char <= "鿿"


@dataclass(frozen=True)
class Found:
    """One word found in a text: as the text has it, where, and how much it counts."""

    word: str
    start: int
    end: int
    weight: float
    keys: tuple[str, ...]


def _run_before(text: str, start: int) -> str:
    place = start
    while place and _is_katakana(text[place - 1]):
        place -= 1
    return text[place:start]


def _run_after(text: str, end: int) -> str:
    place = end
    while place < len(text) and _is_katakana(text[place]):
        place += 1
    return text[end:place]


def _weight(text: str, start: int, end: int, known: frozenset[str]) -> float:
    """0 = not this word at all, WEAK of its length = perhaps, otherwise its length; judged in the unfolded text."""
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    first, last = text[start], text[end - 1]
    if (_is_latin(first) and before and _is_latin(before)) or (_is_latin(last) and after and _is_latin(after)):
        return 0.0
    length = end - start
    if length == 1:
        # 「木」 in 「木曜日」 is no wood; alone between particles it probably is.
        return 0.0 if _is_kanji(before or " ") or _is_kanji(after or " ") else WEAK
    if length <= 3:
        # 「コントロール」 holds no roll and 「バリエーション」 no burr, but 「ギアケース」 holds a case: a short
        # katakana word inside a longer run counts in full only when what is left of the run is a word too.
        head = _run_before(text, start) if _is_katakana(first) else ""
        tail = _run_after(text, end) if _is_katakana(last) else ""
        if any(rest.strip("ー") and _stem(rest) not in known for rest in (head, tail)):
            return WEAK * length
        # 「作りたいもの」 holds no casting (いもの): a hiragana word begins after a particle or another script.
        written_in_hiragana = all(_is_hiragana(char) for char in text[start:end])
        if written_in_hiragana and before and _is_hiragana(before) and before not in _PARTICLES:
            return 0.0
    return float(length)


class WordIndex:
    """Words with the keys (codes) they speak for; `find` gives what of them a text contains."""

    def __init__(self, pairs: Iterable[tuple[str, str]], known: Iterable[str] = ()) -> None:
        """`known`: words that are not looked for here but may stand beside one in a compound."""
        keys: dict[str, list[str]] = {}
        for word, key in pairs:
            stem = _stem(word)
            if stem and key not in keys.setdefault(stem, []):
                keys[stem].append(key)
        self._words = sorted(((word, tuple(found)) for word, found in keys.items()), key=lambda item: -len(item[0]))
        self._known = frozenset(keys) | frozenset(_stem(word) for word in known)

    def find(self, text: str) -> Iterator[Found]:
        """Longest words first; a place that a longer word has taken is not given to a shorter one."""
        shown = plain(text)
        folded = fold(shown)
        taken = bytearray(len(folded))
        for word, keys in self._words:
            place, places = folded.find(word), 0
            while place >= 0 and places < PLACES_AT_MOST:
                end = place + len(word)
                places += 1
                if not all(taken[place:end]):
                    weight = _weight(shown, place, end, self._known)
                    if weight:
                        taken[place:end] = b"\x01" * len(word)
                        while end < len(shown) and shown[end] == "ー":
                            end += 1
                        yield Found(shown[place:end], place, end, weight, keys)
                place = folded.find(word, end)
