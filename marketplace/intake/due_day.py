"""The day that words like 来月末, 3月中 or 2週間以内 mean, counted from a given day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from marketplace.intake.dates import Due
from marketplace.intake.numerals import value

_YEAR = r"(?:(20\d\d)[年/.-]|(?:令和|R)\s?(\d{1,2}|元)年?[/.-]?)?\s?"
_DAY = re.compile(_YEAR + r"(1[0-2]|0?[1-9])\s?(?:月\s?|/)(3[01]|[12]\d|0?[1-9])(?:日|(?!\d))")
_MONTH = re.compile(
    _YEAR
    + r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:の)?(上旬|中旬|下旬|末|初め|はじめ|頭|前半|半ば|後半)?"
)
_PART_DAY = {"上旬": 10, "初め": 10, "はじめ": 10, "頭": 10, "前半": 15, "中旬": 20, "半ば": 15}
_NAMED_MONTHS = (("再来月", 2), ("来月", 1), ("翌月", 1), ("今月", 0), ("月末", 0))
_NAMED_DAYS: tuple[tuple[str, int, int], ...] = (
    (r"年内|年末|正月前", 12, 28),
    (r"年明け|正月明け", 1, 15),
    (r"年度末|年度内|今年度", 3, 31),
    (r"お?盆前|お?盆まで", 8, 10),
    (r"お?盆明け", 8, 20),
    (r"(?:ゴールデンウィーク|GW|連休)前", 4, 28),
    (r"(?:ゴールデンウィーク|GW|連休)明け", 5, 10),
    (r"[今来翌]春|春(?:に|まで|の)", 3, 31),
    (r"[今来翌]夏|夏(?:に|まで|の)", 7, 31),
    (r"[今来翌]秋|秋(?:に|まで|の)", 10, 31),
    (r"[今来翌]冬|冬(?:に|まで|の)", 12, 20),
)
_WEEKS = (("再来週", 2), ("来週", 1), ("週明け", 1), ("今週", 0), ("週末", 0))


def day_of(due: Due, today: date) -> date | None:
    """The last day that the words allow, never a weekend; None where they name none (至急, 〆切だけ)."""
    found = _day_of(due, today)
    if found is None:
        return None
    return found - timedelta(days=max(0, found.weekday() - 4))


def _day_of(due: Due, today: date) -> date | None:
    text = due.text
    if due.days is not None:
        return today + timedelta(days=due.days)
    if match := _DAY.search(text):
        return _coming(_year(match.group(1), match.group(2)), int(match.group(3)), int(match.group(4)), today)
    if match := _MONTH.search(text):
        month, part = int(value(match.group(3)) or 0), match.group(4)
        if not 1 <= month <= 12:
            return None
        return _coming(_year(match.group(1), match.group(2)), month, _PART_DAY.get(part or "", 31), today)
    if "今日中" in text or "本日中" in text:
        return today
    if "明日" in text:
        return today + timedelta(days=1)
    for word, weeks in _WEEKS:
        if word in text:
            return today + timedelta(days=4 - today.weekday() + 7 * weeks)
    for word, months in _NAMED_MONTHS:
        if word in text:
            month = today.month - 1 + months
            part = next((day for name, day in _PART_DAY.items() if name in text), 31)
            return _clipped(today.year + month // 12, month % 12 + 1, part)
    for pattern, month, day in _NAMED_DAYS:
        if re.search(pattern, text):
            return _coming(None, month, day, today)
    return None


def _year(western: str | None, reiwa: str | None) -> int | None:
    if western:
        return int(western)
    return None if not reiwa else 2019 if reiwa == "元" else 2018 + int(reiwa)


def _coming(year: int | None, month: int, day: int, today: date) -> date | None:
    """Without a year the next one that comes."""
    if year is not None:
        return _clipped(year, month, day)
    this = _clipped(today.year, month, day)
    return this if this >= today else _clipped(today.year + 1, month, day)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
