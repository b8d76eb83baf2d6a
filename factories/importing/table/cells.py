"""What one cell says: figures, telephone numbers, days and places as people write them. Each reader gives the value or
raises `Unreadable` with a code that `factories.importing.table.messages` words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from math import ceil
from typing import Any

from factories.catalog.taxonomy import Taxonomy

#: Written where there is nothing to write.
NOTHING = frozenset({"-", "--", "ー", "―", "—", "–", "‐", "なし", "無し", "無", "ナシ", "n/a", "na", "不明", "未定", "未記入", "/", "x", "×", "none", "null"})  # fmt: skip
LARGEST = 100_000_000
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_DASHES = re.compile(r"[‐‑‒–—―−ーｰ─]")
_UNITS = {"mm": 1, "ミリ": 1, "cm": 10, "センチ": 10, "m": 1000, "メートル": 1000, "": 1}
_SIDE = re.compile(r"(\d+(?:\.\d+)?)(mm|ミリ|cm|センチ|m|メートル)?")
_ABOUT = re.compile(
    r"約|およそ|最大|最長|max\.?|以下|以内|まで|程度|くらい|ぐらい|前後|未満|[φΦΦØø∅]|直径|[〜~～](?=\d)|^[lwhd](?=\d)|(?<=[x×])[lwhd](?=\d)"
)
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_DAY = re.compile(r"(?P<era>令和|平成|昭和|[rhs])?\.?(?P<y>\d{1,4}|元)[年./\-](?P<m>\d{1,2})[月./\-](?P<d>\d{1,2})日?")
_CLOCK = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_POSTCODE = re.compile(r"^〒?\s*\d{3}-?\d{4}\s*(?=\D)|^〒\s*")


class Unreadable(ValueError):
    def __init__(self, code: str, **said: Any) -> None:
        super().__init__(code)
        self.code, self.said = code, said


def without_postcode(address: str) -> str:
    return _POSTCODE.sub("", address)


def is_nothing(text: str) -> bool:
    return text.lower() in NOTHING


def _dense(text: str) -> str:
    return re.sub(r"[\s,](?=\S)|\s", "", text).lower()


def employees(text: str) -> tuple[int, bool]:
    """(number, whether the first of a range was taken)"""
    said = re.sub(r"約|およそ|名|人|ほど|程度|くらい|以上|位", "", _dense(text))
    said = _KANJI_NUMBER.sub(lambda found: str(_kanji_number(found[0])), said)
    found = re.fullmatch(r"(\d{1,7})(?:\.0+)?(?:[〜~～\-]+(\d{1,7}))?", _DASHES.sub("-", said))
    if not found:
        raise Unreadable("employees.form", text=text)
    number = int(found[1])
    if not 1 <= number <= 100_000:
        raise Unreadable("employees.range", text=text)
    return number, found[2] is not None


def _kanji_number(text: str) -> int:
    """三十五 is 35; up to 99."""
    tens, ten, ones = text.rpartition("十")
    digits = "〇一二三四五六七八九"
    return (digits.index(tens) if tens else 1) * 10 * bool(ten) + (digits.index(ones) if ones else 0)


def phone(text: str) -> tuple[str, tuple[str, ...]]:
    """(number, what was done to it: `phone.zero` a lost 0 was put back, `phone.many` the first of several was taken)"""
    done = []
    said = re.sub(r"TEL|FAX|電話|代表|携帯|[(]代[)]|[:：]", "", _DASHES.sub("-", text), flags=re.I).strip()
    numbers = [part for part in re.split(r"[/、,;\n]|\s{2,}| (?=0\d{1,4}[-(])", said) if part.strip()]
    if len(numbers) > 1:
        done.append("phone.many")
    number = re.sub(r"\s", "", numbers[0] if numbers else "")
    number = re.sub(r"^\+?81-?(?:[(]0[)])?(?=\d)", "0", number) if number.startswith(("+", "81-")) else number
    number = re.sub(r"[()]+", "-", number).strip("-").replace("--", "-")
    digits = number.replace("-", "")
    if not re.fullmatch(r"[\d-]+", number) or not digits:
        raise Unreadable("phone.form", text=text)
    # Excel takes a telephone number for a figure and drops its 0.
    if digits[0] != "0" and (len(digits) == 9 or (len(digits) == 10 and digits[:2] in ("70", "80", "90", "50"))):
        number, digits = "0" + number, "0" + digits
        done.append("phone.zero")
    if digits[0] != "0" or len(digits) not in (10, 11):
        raise Unreadable("phone.form", text=text)
    return number, tuple(done)


def size(text: str) -> tuple[int, ...]:
    """Up to three sides in mm, the largest first: 「約300mm」, 「φ300×500」, 「1.5m」. Halves are rounded up."""
    said = _ABOUT.sub("", _dense(text))
    parts = [re.sub(r"^[lwhd]", "", part) for part in re.split(r"[x×✕*]", said)]
    found = [side for part in parts if (side := _SIDE.fullmatch(part))]
    if not 1 <= len(found) <= 3 or len(found) != len(parts):
        raise Unreadable("size.form", text=text)
    # 「1×2m」: a unit at the end is meant for all.
    last = found[-1][2] or ""
    sides = tuple(ceil(Decimal(side[1][:12]) * _UNITS[side[2] or last]) for side in found)
    if not all(1 <= side <= 100_000 for side in sides):
        raise Unreadable("size.range", text=text)
    return tuple(sorted(sides, reverse=True))


def tolerance(text: str, taxonomy: Taxonomy) -> Decimal:
    """Plus/minus in mm: 「±0.05」, 「5/100」, 「±5μm」, or one of the dictionary's classes in words."""
    said = re.sub(r"^(?:±|\+/-|\+-)|以内|以下|程度|約|まで|±", "", _dense(text))
    for known in taxonomy.precisions:
        if said in (known.name, *known.words):
            return known.tolerance_mm
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:(/|分の)(\d+))?(mm|ミリ|[μµ]m?|um|ミクロン)?", said)
    try:
        number = Decimal(found[1]) if found else Decimal(0)
        if found and found[2]:
            top, bottom = (Decimal(found[3]), number) if found[2] == "分の" else (number, Decimal(found[3]))
            number = top / bottom
    except (InvalidOperation, ZeroDivisionError):
        number = Decimal(0)
    if found and found[4] and found[4] not in ("mm", "ミリ"):
        number /= 1000
    if not found or number <= 0:
        raise Unreadable("tolerance.form", text=text)
    if not Decimal("0.001") <= number <= 100:
        raise Unreadable("tolerance.range", text=text)
    return number.quantize(Decimal("0.001"))


def lot(text: str, taxonomy: Taxonomy) -> tuple[int, int | None]:
    """(from, up to): 「1〜100個」, 「10個から」, 「500個まで」, 「1万個」, or one of the dictionary's classes in words."""
    said = re.sub(r"個|本|枚|ケ|ヶ|コ|pcs?|ロット|約|程度", "", _DASHES.sub("-", _dense(text)))
    for known in taxonomy.quantities:
        if text in (known.name, *known.words):
            return known.min, known.max
    said = re.sub(r"(\d+)(万|千|百)", lambda m: str(int(m[1][:9]) * {"万": 10_000, "千": 1000, "百": 100}[m[2]]), said)
    found = re.fullmatch(
        r"(?P<a>\d{1,12})(?:(?P<from>から|以上|[〜~～\-])(?P<b>\d{1,12})?(?:まで|以下|以内)?|(?P<to>まで|以下|以内))?"
        r"|[〜~～\-](?P<only>\d{1,12})(?:まで|以下|以内)?",
        said,
    )
    if not found:
        raise Unreadable("lot.form", text=text)
    least, most = 1, found["only"] or found["b"]
    if found["a"] and found["from"]:
        least = int(found["a"])
    elif found["a"]:
        most = found["a"]
    most = int(most) if most else None
    if least < 1 or least > LARGEST or (most is not None and not 1 <= most <= LARGEST):
        raise Unreadable("lot.range", text=text)
    if most is not None and most < least:
        raise Unreadable("lot.order", text=text)
    return least, most


def day(text: str, today: date) -> date:
    """2026/4/1, 2026年4月1日, 令和8年4月1日, R8.4.1, 20260401, and Excel's own count of days (46113)."""
    said = re.sub(r"\s", "", _CLOCK.sub("", _DASHES.sub("-", text).lower()))
    said = re.sub(r"[((].[))]", "", said)
    try:
        if re.fullmatch(r"[34567]\d{4}", said):
            found = date(1899, 12, 30) + timedelta(days=int(said))
        elif re.fullmatch(r"(19|20)\d{6}", said):
            found = date(int(said[:4]), int(said[4:6]), int(said[6:]))
        else:
            parts = _DAY.fullmatch(said)
            if parts is None:
                raise ValueError
            year = 1 if parts["y"] == "元" else int(parts["y"])
            if not parts["era"] and year < 1900:
                raise ValueError
            found = date(year + _ERAS.get(parts["era"] or "", 0), int(parts["m"]), int(parts["d"]))
    except (ValueError, TypeError, OverflowError):
        raise Unreadable("day.form", text=text) from None
    if found > today:
        raise Unreadable("day.future", text=text)
    return found


@dataclass(frozen=True)
class MunicipalityIndex:
    """Municipalities as (code, prefecture, county, name), to be read from the front of an address."""

    rows: tuple[tuple[str, str, str, str], ...]

    @cached_property
    def _by_front(self) -> dict[str, list[str]]:
        """Codes by each way of writing a municipality: with and without prefecture and county."""
        found: dict[str, list[str]] = {}
        for code, prefecture, county, name in self.rows:
            for front in {name, county + name, prefecture + name, prefecture + county + name}:
                found.setdefault(front, []).append(code)
        return found

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {code: prefecture + county + name for code, prefecture, county, name in self.rows}

    def name_of(self, code: str) -> str:
        return self._codes.get(code, code)

    def read(self, text: str) -> tuple[str, str]:
        """(code, what follows). Raises Unreadable for a place that is not there and for a name that several have."""
        said = re.sub(r"\s", "", _POSTCODE.sub("", text))
        if said[:6] in self._codes:
            return said[:6], said[6:]
        for length in range(min(len(said), 20), 1, -1):
            codes = self._by_front.get(said[:length])
            if codes and len(codes) == 1:
                return codes[0], said[length:]
            if codes:
                raise Unreadable(
                    "municipality.several", text=said[:length], municipalities=[self._codes[code] for code in codes]
                )
        raise Unreadable("municipality.unknown", text=text)


def _cut(text: str, separators: str) -> list[str]:
    """Pieces at the even places, the runs of separators between them at the odd ones. Where the next bracket closes one
    is inside, and nothing separates. One walk from the end: no cell takes long, whatever stands in it."""
    inside, cuts = False, []
    for letter in reversed(text):
        inside = letter == ")" or inside and letter != "("
        cuts.append(letter in separators and not inside)
    pieces = [""]
    for letter, is_cut in zip(text, reversed(cuts), strict=True):
        if is_cut == bool(len(pieces) % 2):
            pieces.append("")
        pieces[-1] += letter
    return pieces if len(pieces) % 2 else [*pieces, ""]


def parts_of(text: str, known: Iterable[str] = ()) -> list[str]:
    """A list in one cell. 「・」 and 「/」 separate too, but not inside brackets nor inside a word of `known`."""
    found: list[str] = []
    for part in _cut(text, "、,;\n")[::2]:
        pieces, place = _cut(part, "・/"), 0
        while place < len(pieces):
            # The longest run of pieces that is one name, else one alone; separators stand at the odd places.
            runs = ("".join(pieces[place : place + n]).strip() for n in (9, 7, 5, 3))
            whole = next((n for n, run in zip((9, 7, 5, 3), runs, strict=True) if run in known), 1)
            found.append("".join(pieces[place : place + whole]).strip(" 。"))
            place += whole + 1
    return list(dict.fromkeys(filter(None, found)))
