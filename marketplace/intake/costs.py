"""What a chain of steps costs and how long it takes, for a wish. Yen without tax, business days.

One piece of one step = minutes x size x precision x hardness x yen an hour; a lot adds its setting up and is never under its
least bill; the material of a piece comes once; then the workshop's margin and the hub's share. Where the place has its own
accepted quotations for the step, those stand instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from factories.catalog.taxonomy import Taxonomy
from marketplace.intake.rates import Prices, Rate
from marketplace.intake.results import Band, OneOff, Wish

#: Groups whose work grows with precision and hardness; groups that shape a thing and so take its material.
_CUT = ("03", "04", "05", "06")
_SHAPE = ("02", "03", "04", "06", "07", "08", "09", "13", "14")
#: A size that nobody told, of a thing of which nothing is known: most parts fit into a hand.
USUAL_SIZE, USUAL_PRECISION = "S1", "P2"
_OWNERS = {
    "01": "図面とデータはあなたの物です。",
    "09": "型はあなたの物です。ほかで作るときも使えます。",
    "08": "型はあなたの物です。ほかで作るときも使えます。",
    "13": "型はあなたの物です。ほかで作るときも使えます。",
    "15": "設計はあなたの物です。",
}
_OWNER = "はじめの準備の費用です。次に作るときはかかりません。"


@dataclass(frozen=True)
class Cost:
    """`lot`: all pieces of all steps; `once`: the one-off costs; both with every share. `is_record`: all from own quotations."""

    lot: Band
    once: Band
    one_off: tuple[OneOff, ...]
    days: Band
    is_record: bool

    @property
    def whole(self) -> Band:
        return Band(rounded(self.lot.low + self.once.low), rounded(self.lot.high + self.once.high))


def cost_of(codes: Sequence[str], wish: Wish, spread: float, prices: Prices, taxonomy: Taxonomy) -> Cost:
    """`spread`: how far off a price of the table may be (0.6 is ±60 %)."""
    size = wish.size or USUAL_SIZE
    counted = taxonomy.quantity_of(wish.quantity).code
    hub = prices.factor("shares", "hub")
    low = high = 0.0
    by_table = []
    one_off = []
    for code in codes:
        rate = prices.rate(code)
        cell = prices.cell(code, size, counted) if not rate.once[1] else None
        middle = _lot_yen(code, rate, wish, size, prices)
        if cell:
            # Own quotations are of ordinary pieces: what is finer, harder or stronger costs as much more as by the table.
            usual = Wish(quantity=wish.quantity)
            more = middle / (_lot_yen(code, rate, usual, size, prices) or 1)
            low += cell.piece.low * wish.quantity * more
            high += cell.piece.high * wish.quantity * more
            continue
        by_table.append(code)
        low += middle / (1 + spread)
        high += middle * (1 + spread)
        if rate.once[1]:
            one_off.append(_one_off(code, rate, size, spread, prices, taxonomy, hub))
    # Whoever quoted for shaping a thing has quoted for its material too.
    material = _material_yen(by_table, wish, size, prices)
    low, high = low + material / (1 + spread), high + material * (1 + spread)
    once = Band(sum(item.yen.low for item in one_off), sum(item.yen.high for item in one_off))
    return Cost(
        lot=Band(rounded(low * hub), rounded(high * hub)),
        once=once,
        one_off=tuple(one_off),
        days=_days(codes, wish.quantity, prices),
        is_record=bool(codes) and not by_table,
    )


def _lot_yen(code: str, rate: Rate, wish: Wish, size: str, prices: Prices) -> float:
    harder = 1.0
    if code[:2] in _CUT:
        harder = prices.factor("precision", wish.precision or USUAL_PRECISION)
        harder *= prices.factor("hardness", wish.material[:3] if wish.material.startswith("M") else "")
    if code[:2] in (*_CUT, "07", "10", "13"):
        harder *= prices.factor("strength", wish.strength)
    bigger = prices.factor("size", size) ** rate.grows
    piece = _middle(rate.minutes) * harder * bigger * rate.hour / 60
    lot = _middle(rate.lot) * (1 + (harder - 1) / 2)
    return max(lot + piece * wish.quantity, rate.least) * prices.factor("shares", "workshop")


def _material_yen(codes: Sequence[str], wish: Wish, size: str, prices: Prices) -> float:
    if not any(code[:2] in _SHAPE for code in codes):
        return 0.0
    family = wish.material[:3] if wish.material.startswith("M") else "M01"
    return prices.factor("material_yen", size) * prices.factor("material", family) * wish.quantity * 1.3


def _one_off(code: str, rate: Rate, size: str, spread: float, prices: Prices, taxonomy: Taxonomy, hub: float) -> OneOff:
    middle = _middle(rate.once) * prices.factor("size", size) ** rate.grows * hub
    process = taxonomy.process(code)
    yen = Band(rounded(middle / (1 + spread)), rounded(middle * (1 + spread)))
    return OneOff(process.name if process else code, yen, _OWNERS.get(code[:2], _OWNER))


def _days(codes: Sequence[str], quantity: int, prices: Prices) -> Band:
    ranges = [prices.rate(code).days_for(quantity) for code in codes]
    hops = max(0, len({code[:2] for code in codes}) - 1)
    low = sum(days[0] for days in ranges) + hops * prices.hop_days[0]
    high = sum(days[1] for days in ranges) + hops * prices.hop_days[1]
    return Band(max(1, round(low)), max(1, round(high)))


def _middle(pair: tuple[float, float]) -> float:
    """The geometric middle: prices are spread by factors. 0 has none, so half stands for it."""
    low, high = pair
    return (low * high) ** 0.5 if low else high / 2


def rounded(yen: float) -> int:
    """Two figures are as much as such a price knows."""
    if yen < 1:
        return 0
    step = 10 ** max(0, floor(log10(yen)) - 1)
    return int(round(yen / step) * step)
