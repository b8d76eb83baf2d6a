"""The table of prices and days (`data/rates.toml`), and what the place's own accepted quotations put in its stead."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from marketplace.intake.results import Band

DATA = Path(__file__).parent / "data" / "rates.toml"
#: A cell of own quotations counts once so many quotations of so many firms are in it.
QUOTATIONS_AT_LEAST, FIRMS_AT_LEAST = 8, 4


@dataclass(frozen=True)
class Rate:
    """One row; see the head of the file. `days` by quantity: 1-9, 10-99, 100-999, more."""

    lot: tuple[float, float]
    minutes: tuple[float, float]
    hour: float
    least: float
    grows: float
    once: tuple[float, float]
    days: tuple[tuple[float, float], ...]

    def days_for(self, quantity: int) -> tuple[float, float]:
        return self.days[min(3, max(0, len(str(quantity)) - 1))]


@dataclass(frozen=True)
class Cell:
    """Own accepted quotations of one process, size class and quantity class: yen of one piece, the middle six tenths."""

    process: str
    size: str
    quantity: str
    piece: Band
    quotations: int
    firms: int

    @property
    def counts(self) -> bool:
        return self.quotations >= QUOTATIONS_AT_LEAST and self.firms >= FIRMS_AT_LEAST


@dataclass(frozen=True)
class Prices:
    steps: Mapping[str, Rate]
    factors: Mapping[str, Mapping[str, float]]
    hop_days: tuple[float, float]
    cells: tuple[Cell, ...] = field(default=())

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str], Cell]:
        return {(cell.process, cell.size, cell.quantity): cell for cell in self.cells if cell.counts}

    def rate(self, process: str) -> Rate:
        return self.steps.get(process) or self.steps.get(f"G{process[:2]}") or self.steps["G16"]

    def cell(self, process: str, size: str, quantity: str) -> Cell | None:
        return self._cells.get((process, size, quantity))

    def factor(self, table: str, code: str) -> float:
        return self.factors[table].get(code, 1.0)


@lru_cache(maxsize=1)
def packaged() -> Prices:
    table = tomllib.loads(DATA.read_text(encoding="utf-8"))
    shares = table.pop("shares")
    steps = {
        code: Rate(tuple(lot), tuple(mins), hour, least, grows, tuple(once), tuple(map(tuple, days)))
        for code, (lot, mins, hour, least, grows, once, *days) in table.pop("steps").items()
    }
    hop_days = tuple(shares.pop("hop_days"))
    return Prices(steps, {**table, "shares": shares}, hop_days)
