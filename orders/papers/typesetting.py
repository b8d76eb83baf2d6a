"""Setting papers as Japanese PDF with typst."""

import importlib.util
import json
import threading
from datetime import date
from functools import lru_cache
from pathlib import Path

import typst

from orders.papers.registry import Body, Paper

_DAYS = "月火水木金土日"
_kept = threading.local()


def typeset(paper: Paper, body: Body) -> bytes:
    """The paper as PDF. The data goes in as JSON and is never read as markup."""
    data = json.dumps({**body, **paper.printed(body)}, ensure_ascii=False)
    pdf = _typesetter(paper.sheet).compile(sys_inputs={"data": data})
    assert isinstance(pdf, bytes)  # a list of pages is what other formats give
    return pdf


def _typesetter(sheet: Path) -> typst.Compiler:
    """One for each thread and sheet. It keeps the font: reading it anew is half of the work of a short paper."""
    kept = _kept.__dict__.setdefault("by_sheet", {})
    if sheet not in kept:
        kept[sheet] = typst.Compiler(str(sheet), font_paths=[font_folder()], ignore_system_fonts=True)
    return kept[sheet]


@lru_cache(maxsize=1)
def font_folder() -> str:
    """The folder of the Japanese font that comes with a package; found without importing the package."""
    spec = importlib.util.find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package with the font of the papers is not installed")
    return str(Path(spec.submodule_search_locations[0]) / "fonts")


def japanese_day(iso: str) -> str:
    """2026-11-02 as 2026年11月2日(月)."""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日({_DAYS[day.weekday()]})"


def japanese_yen(amount: int) -> str:
    return f"{amount:,}円"
