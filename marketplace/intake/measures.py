"""Sizes, tolerances, threads and money in a text. Lengths in millimetres, money in yen.

Drawings leave the unit out (φ10, t2.3, W680×D530); people write it in every way there is (38㎝, 2メートル, 3尺6寸).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.intake.numerals import NUMBER, value

if TYPE_CHECKING:
    from factories.catalog.taxonomy import PrecisionClass

#: One shaku is 10/33 m; an inch 25.4 mm.
UNITS_MM = {
    "mm": 1.0, "ミリメートル": 1.0, "ミリ": 1.0, "cm": 10.0, "センチメートル": 10.0, "センチ": 10.0, "m": 1000.0,
    "メートル": 1000.0, "インチ": 25.4, "inch": 25.4, "in": 25.4,
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, UNITS_MM), key=len, reverse=True))
_N = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,6})?"
_BORDER = r"(?![a-z\d/²³])"
_TIMES = r"\s?[x×*✕]\s?"
_SIDE = r"(?:[wdhlφΦtWDHL縦横幅高奥行さ厚み]{0,3}\s?)"
_BOX = re.compile(
    rf"{_SIDE}({_N})\s?({_UNIT})?{_TIMES}{_SIDE}({_N})\s?({_UNIT})?(?:{_TIMES}{_SIDE}({_N})\s?({_UNIT})?)?", re.I
)
_WITH_UNIT = re.compile(
    rf"(?<![\d.a-z±])({_N})(?:\s?(?:~|〜|-|から)\s?({_N}))?\s?({_UNIT}){_BORDER}(?!単位|公差)", re.I
)
#: 3尺6寸 is one length; 一尺五寸 is the same in kanji.
_OLD_NUMBER = r"(\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九十]{1,3})"
_SHAKU = re.compile(rf"{_OLD_NUMBER}尺(?:{_OLD_NUMBER}寸)?(?:{_OLD_NUMBER}分)?|{_OLD_NUMBER}寸(?:{_OLD_NUMBER}分)?")
_KANJI_SIZE = re.compile(r"([一二三四五六七八九十]{1,3})(センチ|ミリ|メートル)")
#: 三分 is three eighths of an inch: bars, bolts and pipes are still called so.
_EIGHTHS = re.compile(
    r"([一二三四五六七])分(?=の?(?:丸|角|ボルト|ねじ|ネジ|パイプ|管|棒|鋼|鉄|ロープ|チェーン|鎖|厚|板|ホース))"
)
#: Edges as drawings call them: R5 rounded, C1 cut.
_EDGE = re.compile(r"(?<![A-Za-z\d])(?:R|C)\d{1,3}(?:\.\d{1,2})?(?![\dA-Za-z])")
_DRAWN = re.compile(
    rf"(?:[φΦøØ⌀]|(?<![a-z])t(?:=|\s)?(?=\d)|(?<![a-z])[wdhl](?=\d)|(?:線径|外径|内径|直径|径|板厚|厚み|厚さ|肉厚|深さ|長さ|全長|幅|高さ|縦|横|奥行き?)[は:=]?\s?[φΦ]?)({_N})(?!\s?(?:{_UNIT}|kg|g|度|μ|万|円|人|インチ|分|枚|本|個|\d|\.|,\d))(?![a-z])",
    re.I,
)
_TOLERANCE = re.compile(
    rf"[±]\s?({_N})\s?(mm|μm?|ミクロン)?"
    rf"|(?:公差|誤差|すき間|隙間|精度)[^\d。]{{0,8}}({_N})\s?(mm|μm?|ミクロン|ミリ)(?:以下|以内)?"
    rf"|({_N})\s?(μm?|ミクロン)(?:以下|以内)?"
    rf"|(\d)\s?/\s?(100|1000|1,000)(?:\s?(mm|ミリ))?(?![\d/])"
    rf"|({_N})\s?(mm|ミリ)\s?(?:単位|以内|の精度|公差)",
    re.I,
)
_FIT = re.compile(r"(?<![A-Za-z\d])(?:[HhGgKkMmNnPpRrSsJjEeFf]{1,2}[5-9]|IT\s?(?:[1-9]|1\d))(?![A-Za-z\d])")
_HOW_GOOD = re.compile(r"(?:Ra|Rz)\s?\d+(?:\.\d+)?|HRC\s?\d{2}(?:\s?[-~〜]\s?\d{2})?", re.I)
_RANGE_OF_DIAMETER = re.compile(rf"[φΦ]({_N})\s?[~〜-]\s?[φΦ]?({_N})")
_THREAD = re.compile(
    r"(?<![A-Za-z\d])(?:M(?:[1-9]|[1-5]\d|6[0-4])(?:\.\d)?(?:\s?[×xX]\s?\d+(?:\.\d+)?)?|(?:Rc|PT|PF|NPT|G)\s?\d/\d|\d/\d-\d{2}\s?UN[CF])(?![A-Za-z\d])"
)
_YEN = re.compile(rf"(?:({NUMBER})\s?(?:~|〜|から|-)\s?)?({NUMBER})\s?円")
_BUDGET_NEAR = re.compile(r"予算|以下|以内|まで|くらいで|ぐらいで|程度で|目標|くらいです|抑え|上限|可能|希望|以上は")
_NOT_BUDGET = re.compile(r"^(?:[^。]{0,3}(?:超|以上(?!は)|弱|近い)|くらいかかる|と言われ|かかると|の見積)")
_PRECISE = ("きっちり", "ぴったり", "ピッタリ", "寸分", "ガタなく", "ガタつき", "隙間なく", "すき間なく", "精密に", "高精度", "正確に", "シビア")  # fmt: skip
_ROUGH = ("だいたいで", "大体で", "ざっくり", "おおよそで", "適当で")
_LARGEST_MM = 1_000_000


@dataclass(frozen=True)
class Tolerance:
    """`mm` is None where only a word or a fit (H7) is said; `code` names the precision class of the taxonomy."""

    words: tuple[str, ...]
    mm: float | None = None
    code: str | None = None


@dataclass(frozen=True)
class Budget:
    """Yen; `low` is None unless a range is said."""

    high: int
    words: str
    low: int | None = None


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def find_sizes(plain: str) -> tuple[float, ...]:
    """Lengths in mm, the largest first, each once. Tolerances are no sizes."""
    rest = _TOLERANCE.sub(" ", plain)
    sizes: list[float] = []

    def box(match: re.Match[str]) -> str:
        numbers, units = match.group(1, 3, 5), match.group(2, 4, 6)
        last = next((unit for unit in reversed(units) if unit), "mm")
        if not any(units) and not match.group(5) and not re.search(r"[whdlφ縦横幅t]", match.group(), re.I):
            return match.group()  # 2×4 alone is a kind of timber, a number of times, a bicycle
        sizes.extend(
            _number(number) * UNITS_MM[(unit or last).lower()]
            for number, unit in zip(numbers, units, strict=True)
            if number
        )
        return " "

    rest = _BOX.sub(box, rest)
    for match in _SHAKU.finditer(rest):
        shaku, sun, bu, sun_alone, bu_alone = (value(part) or 0 if part else 0 for part in match.groups())
        sizes.append(shaku * 303.03 + (sun + sun_alone) * 30.303 + (bu + bu_alone) * 3.0303)
    rest = _SHAKU.sub(" ", rest)
    for match in _RANGE_OF_DIAMETER.finditer(rest):
        sizes += [_number(match.group(1)), _number(match.group(2))]
    for match in _WITH_UNIT.finditer(rest):
        unit = UNITS_MM[match.group(3).lower()]
        sizes += [_number(number) * unit for number in match.group(1, 2) if number]
    for match in _KANJI_SIZE.finditer(rest):
        sizes.append((value(match.group(1)) or 0) * UNITS_MM[match.group(2)])
    sizes += [(value(match.group(1)) or 0) * 25.4 / 8 for match in _EIGHTHS.finditer(rest)]
    sizes += [_number(match.group(1)) for match in _DRAWN.finditer(rest)]
    kept = {round(size, 3) for size in sizes if 0 < size <= _LARGEST_MM}
    return tuple(sorted(kept, reverse=True))


def find_size_words(plain: str) -> tuple[str, ...]:
    """The words that sizes stand in, as they stand in the text."""
    rest = _TOLERANCE.sub(" ", plain)
    found = (
        match.group().strip()
        for pattern in (_BOX, _SHAKU, _WITH_UNIT, _KANJI_SIZE, _EIGHTHS, _DRAWN)
        for match in pattern.finditer(rest)
    )
    return tuple(word for word in dict.fromkeys(found) if re.search(r"\d|[一二三四五六七八九十]", word))[:4]


def find_tolerance(plain: str, classes: Iterable[PrecisionClass] = ()) -> Tolerance | None:
    """The finest figure that is said, and else the words for how exact it must be."""
    words: list[str] = []
    finest: float | None = None
    for match in _TOLERANCE.finditer(plain):
        g = match.groups()
        if g[6]:
            size = _number(g[6]) / _number(g[7])
        else:
            number, unit = next((g[i], g[i + 1]) for i in (0, 2, 4, 9) if g[i])
            size = _number(number) * (0.001 if (unit or "").startswith(("μ", "ミク")) else 1.0)
        words.append(match.group().strip())
        finest = size if finest is None else min(finest, size)
    words += [match.group() for pattern in (_RANGE_OF_DIAMETER, _FIT, _HOW_GOOD) for match in pattern.finditer(plain)]
    known = sorted(classes, key=lambda item: item.tolerance_mm, reverse=True)
    if words:
        code = None
        if finest is not None and known:
            code = next((item.code for item in reversed(known) if float(item.tolerance_mm) >= finest), known[0].code)
        return Tolerance(tuple(dict.fromkeys(words)), finest, code)
    for item in reversed(known):
        said = [word for word in item.words if len(word) >= 3 and word in plain]
        if said:
            return Tolerance(tuple(said), None, item.code)
    precise = [word for word in _PRECISE if word in plain]
    if precise:
        return Tolerance(tuple(precise), None, known[len(known) // 2].code if known else None)
    rough = [word for word in _ROUGH if word in plain]
    return Tolerance(tuple(rough), None, known[0].code if known else None) if rough else None


def find_edges(plain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in _EDGE.finditer(plain)))[:6]


def find_threads(plain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in _THREAD.finditer(plain)))


def find_budget(plain: str) -> Budget | None:
    for match in _YEN.finditer(plain):
        high = value(match.group(2))
        if not high or not _BUDGET_NEAR.search(plain[max(0, match.start() - 12) : match.end() + 8]):
            continue
        if _NOT_BUDGET.match(plain[match.end() : match.end() + 10]):
            continue
        low = value(match.group(1)) if match.group(1) else None
        if low is not None and low < high / 1000 and "万" in match.group(2):
            low *= 10_000  # 50〜100万円
        return Budget(int(min(high, 10**15)), match.group().strip(), None if low is None else int(low))
    return None
