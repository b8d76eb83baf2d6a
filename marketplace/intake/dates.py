"""When it is needed, in the words of the text. No calendar: what a word means on a given day, who reads it knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marketplace.intake.numerals import NUMBER, value

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_NAMED = (
    r"大?至急|お?急ぎ(?!の度)(?:で|です)?|特急|できるだけ早く|なるべく早く|なる早|一日も早く|早急に|すぐに(?:でも)?(?:欲し|ほし|必要)"
    r"|(?:今|来|再来|翌)(?:月|週|年|年度|春|夏|秋|冬|シーズン)(?:の?(?:初め|頭|前半|上旬|中旬|下旬|半ば|後半|末|中)|\d{1,2}日)?"
    r"|(?:年内|年末|年明け|年度内|年度末|今年度中?|お?盆(?:前|明け|まで)|(?:連休|ゴールデンウィーク|GW|正月)(?:前|明け|まで)|月末|週明け|週末|今日中|明日|明後日)"
    r"|[^\s。、]{0,12}(?:に間に合|までに(?:間に合)?)[^\s。、]{0,8}"
)
_DATE = re.compile(
    rf"(?:(?:令和|R)\s?(?:\d{{1,2}}|元)年?[/.-]?|20\d\d[年/.-])?\s?{_MONTH}\s?(?:月\s?(?:{_DAY}日?|上旬|中旬|下旬|末|初め|頭|半ば|中)|/{_DAY}(?![\d/]))(?:まで(?:に)?|頃|ごろ|〆切?|締切)?"
    rf"|{_MONTH}月(?:の[^\s。、]{{1,10}})?(?:まで(?:に)?|に(?:は)?(?:欲し|ほし|必要|使|納|発売|間に合)|中に)"
)
_SPAN = re.compile(
    rf"({NUMBER}|半|数)\s?(?:(?:[ヶケカか箇ヵ]|カ)月|(週間)|(日)(?!前|本|常|付)|(年))(?:間|半)?(以内|しか|くらい|ぐらい|ほど|程度|かけて|で(?!も)|後|まで|を目安)"
)
_LIMIT = re.compile(r"[^\s。、]{0,10}(?:〆切?|締め?切り?|納期|期限|期日)[^\s。、]{0,12}")
_NAMED_RE = re.compile(_NAMED)
_URGENT = re.compile(r"至急|急ぎ|特急|早く|なる早|早急|すぐに|今日中|明日|しか")
#: What happened at a time is not due at it.
_PAST = re.compile(r"^(?:前|ぶり|以上|経|た|間使|から使|もの|の(?:台風|地震|大会で)|に(?:買|作っ|壊|折|購入))")
_DAYS = {"week": 7, "day": 1, "year": 365, "month": 30}


@dataclass(frozen=True)
class Due:
    """`text`: the words as they stand. `days` from now where a span is said. `urgent`: it is said to be in a hurry."""

    text: str
    urgent: bool = False
    days: int | None = None


def find_due(plain: str) -> Due | None:
    """The most definite saying: a date before a span, a span before 来月, that before a mere 納期."""
    for match in _DATE.finditer(plain):
        before, after = plain[max(0, match.start() - 1) : match.start()], plain[match.end() : match.end() + 8]
        # 1/45 and 5/1000 are scales and 3/8 is an inch; a bare month that something happened in is no date.
        if before in tuple("0123456789/.") or after[:1] in ("m", "イ", '"', "の") and "月" not in match.group():
            continue
        if not _PAST.match(after):
            return Due(match.group().strip(), bool(_URGENT.search(plain)))
    for match in _SPAN.finditer(plain):
        tail = plain[match.end() : match.end() + 8]
        if _PAST.match(tail) or (
            match.group(5) in ("くらい", "ぐらい", "ほど", "程度") and not re.match(r"で|か|を", tail)
        ):
            continue
        number = value(match.group(1))
        unit = "week" if match.group(2) else "day" if match.group(3) else "year" if match.group(4) else "month"
        # 「20年で剥げました」 tells how old a thing is.
        if unit == "year" and match.group(5) in ("後", "で"):
            continue
        days = None if number is None else min(int(number * _DAYS[unit]), 36_500)
        return Due(match.group().strip(), bool(_URGENT.search(match.group())), days)
    for pattern in (_NAMED_RE, _LIMIT):
        for match in pattern.finditer(plain):
            if not _PAST.match(plain[match.end() : match.end() + 8]):
                return Due(match.group().strip(), bool(_URGENT.search(plain)))
    return None
