"""Numbers as people write them: 1,000 and 1万 and 二十五 and 数十. Read in the plain form of a text (NFKC)."""

from __future__ import annotations

import re

_DIGITS = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "壱": 1, "弐": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "億": 100_000_000}
#: One number; `value` gives what it stands for. No capture groups, so that it can be put into other patterns.
NUMBER = (
    r"(?:(?<!\d)\d{1,3}(?:,\d{3}){1,5}|(?<!\d)\d{1,15}(?:\.\d{1,6})?|[〇一二三四五六七八九壱弐十百千])"
    r"[十百千万億〇一二三四五六七八九\d]{0,12}"
)


def value(text: str) -> float | None:
    """None for what is no number. 1万2千 = 12000, 二十五 = 25, 1.5万 = 15000, 二〇二六 = 2026."""
    rest = text.replace(",", "")
    if re.fullmatch(r"[〇一二三四五六七八九]{2,}", rest):
        return float("".join(str(_DIGITS[letter]) for letter in rest))
    total = part = 0.0
    current: float | None = None
    for token in re.findall(r"\d+(?:\.\d+)?|.", rest):
        if token[0].isdecimal():
            current = float(token)
        elif token in _DIGITS:
            current = float(_DIGITS[token])
        elif token in _TENS:
            part += (1 if current is None else current) * _TENS[token]
            current = None
        elif token in _MYRIADS:
            total += ((part + (current or 0)) or 1) * _MYRIADS[token]
            part, current = 0.0, None
        else:
            return None
    return total + part + (current or 0) if rest else None
