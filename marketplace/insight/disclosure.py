"""What may be published of sums, so that nobody learns a single firm's part, not even by subtracting. Pure.

The rules are those of statistical offices (Handbook on Statistical Disclosure Control, chapter 4, "Magnitude tabular data":
sensitivity rules, secondary cell suppression; https://sdctools.github.io/HandbookSDC/04-magnitude-tabular-data.html):

- *threshold*: a number is made of no firm or of at least `at_least`;
- *dominance*, for amounts: no firm makes more than half of one, which leaves everybody an error of at least as much;
- *complementary suppression*: a total is the sum of the numbers that are shown, so that taking them off it leaves nothing; of a
  whole that is shown beside one of its two parts, the other keeps to the threshold, too;
- *rounding*: amounts to 100,000 yen, more than most single steps cost; a whole and its part to 5, the threshold.

Time takes nothing away from this: a number is of a closed month or quarter, these have no day in common, and each is published
once (`Publication`). No two published numbers differ by what lies between two days.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

YEN_ROUNDED_TO = 100_000
PARTS_ROUNDED_TO = 5

#: Why there is no number: too few firms; one firm with more than half; one of two parts with too few firms.
FEW, ONE, PART = "few", "one", "part"
#: A published number, or why there is none.
Published = int | str


@dataclass
class Cell:
    """A sum by the firms it is made of."""

    by_firm: Counter[int] = field(default_factory=Counter)

    def add(self, value: int, firm: int) -> None:
        self.by_firm[firm] += value

    @property
    def value(self) -> int:
        return sum(self.by_firm.values())

    def is_safe(self, at_least: int) -> bool:
        return not 0 < len(self.by_firm) < at_least


def count(cell: Cell, at_least: int) -> Published:
    return cell.value if cell.is_safe(at_least) else FEW


def amount(cell: Cell, at_least: int) -> Published:
    """Yen, rounded."""
    if not cell.is_safe(at_least):
        return FEW
    if cell.by_firm and max(cell.by_firm.values()) * 2 > cell.value:
        return ONE
    return _rounded(cell.value, YEN_ROUNDED_TO)


def total(numbers: Iterable[Published]) -> int:
    """Of those that are shown."""
    return sum(number for number in numbers if isinstance(number, int))


def whole_and_part(part: Cell, rest: Cell, at_least: int) -> tuple[Published, Published]:
    """A whole and one of its two parts, both rounded; the part only where the rest, too, is safe."""
    whole = count(Cell(part.by_firm + rest.by_firm), at_least)
    if isinstance(whole, str):
        return whole, whole
    are_safe = part.is_safe(at_least) and rest.is_safe(at_least)
    return _rounded(whole, PARTS_ROUNDED_TO), _rounded(part.value, PARTS_ROUNDED_TO) if are_safe else PART


def percent(part: Cell, rest: Cell, at_least: int) -> Published:
    """The part's share of both. Nothing at all is too few."""
    both = part.value + rest.value
    are_safe = both and part.is_safe(at_least) and rest.is_safe(at_least)
    return round(100 * part.value / both) if are_safe else FEW


def _rounded(value: int, to: int) -> int:
    """To the nearest multiple, halves up."""
    return (value + to // 2) // to * to
