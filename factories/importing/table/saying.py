"""What a firm is, as cells say it: the other way round of `factories.importing.table.cells`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from factories.importing.table.rows import CHANNELS

#: How each channel is written.
CHANNEL_WORDS = {"fax": "FAX", "phone": "電話", "email": "メール", "line": "LINE", "web": "画面"}
assert set(CHANNEL_WORDS) == set(CHANNELS)


def size(sides: Iterable[int | None]) -> str:
    return "×".join(str(side) for side in sides if side)


def tolerance(limit: Decimal | None) -> str:
    return "" if limit is None else f"±{limit.normalize():f}"


def lot(least: int, most: int | None) -> str:
    if most is None:
        return f"{least}個から" if least > 1 else ""
    return f"{least}〜{most}個"


def machine(name: str, maker: str, model: str, count: int) -> str:
    """One machine; what separates machines from one another may not stand inside."""
    words = " ".join(" ".join(filter(None, (name, maker, model))).split())
    return f"{words.replace('、', ' ').replace(',', ' ').replace(';', ' ')} {count}台"


def listed(words: Iterable[str]) -> str:
    return "、".join(words)


def limits(process: str, sides: str, precision: str, number: str, materials: str) -> str:
    """What the firm does in one process, in a line: for readers, it is not read again."""
    return " ".join(
        filter(None, (f"{process}:", sides and f"{sides}mm", precision and f"{precision}mm", number, materials))
    )
