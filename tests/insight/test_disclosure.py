"""Whatever a town's history: no two published numbers, subtracted, leave fewer than five firms."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations, pairwise
from random import Random

import pytest

from marketplace.insight.disclosure import FEW, ONE, PART, Cell, amount, count, percent, total, whole_and_part
from marketplace.insight.periods import closed_periods
from marketplace.kernel.calendar import jst_date

LEAST = 5
TOWNS, MONTHS = "ABC", range(3)


def cell_of(deals) -> Cell:
    cell = Cell()
    for _town, _month, firm, yen in deals:
        cell.add(yen, firm)
    return cell


def history(random: Random) -> list[tuple[str, int, int, int]]:
    """Deals as (town, month, firm, yen); some towns are quiet, some firms large, some trade everywhere."""
    deals = []
    for town in TOWNS:
        firms = random.choices(range(12), k=random.randint(1, 9))
        for month in MONTHS:
            for _ in range(random.randint(0, 12)):
                yen = random.choice((8_000, 54_000, 104_000, 1_300_000, 40_000_000))
                deals.append((town, month, random.choice(firms), yen))
    return deals


@pytest.mark.parametrize("seed", range(40))
def test_no_two_numbers_give_away_a_third(seed):
    """Every month's numbers of every town, the place's, and all that can be made of them by subtraction."""
    random = Random(seed)
    for _ in range(10):
        by_month = defaultdict(lambda: defaultdict(list))
        for deal in history(random):
            by_month[deal[1]][deal[0]].append(deal)
        for towns in by_month.values():
            cells = {town: cell_of((*deal[:3], 1) for deal in deals) for town, deals in towns.items()}
            numbers = {town: count(cell, LEAST) for town, cell in cells.items()}
            shown = sorted(town for town, number in numbers.items() if number != FEW)
            assert [numbers[town] for town in shown] == [len(towns[town]) for town in shown]
            for size in range(len(shown) + 1):
                for some in combinations(shown, size):
                    left = [deal for town in shown if town not in some for deal in towns[town]]
                    assert total(numbers.values()) - total(numbers[town] for town in some) == len(left)
                    assert not 0 < len({deal[2] for deal in left}) < LEAST


@pytest.mark.parametrize("seed", range(10))
def test_an_amount_leaves_half_of_it_open_for_everybody(seed):
    random = Random(seed)
    for _ in range(40):
        cell = cell_of(history(random)[: random.randint(0, 12)])
        published = amount(cell, LEAST)
        if isinstance(published, int):
            assert len(cell.by_firm) >= LEAST or not cell.by_firm
            assert 2 * max(cell.by_firm.values(), default=0) <= cell.value
            assert published % 100_000 == 0 and abs(published - cell.value) <= 50_000
        else:
            assert published == (FEW if len(cell.by_firm) < LEAST else ONE)


@pytest.mark.parametrize("served", [0, 1, 4, 5, 6, 11])
@pytest.mark.parametrize("unserved", [0, 1, 4, 5, 8])
def test_what_was_asked_and_what_was_not_served_are_never_both_exact(served, unserved):
    part, rest = (cell_of(("A", 0, firm, 1) for firm in range(n)) for n in (unserved, served))
    whole, shown = whole_and_part(part, rest, LEAST)
    if max(served, unserved) < LEAST and served + unserved:
        assert (whole, shown) == (FEW, FEW)
    else:
        assert whole % 5 == 0 and abs(whole - served - unserved) <= 2
        are_few = any(0 < n < LEAST for n in (served, unserved))
        assert shown == PART if are_few else abs(shown - unserved) <= 2
    assert (percent(part, rest, LEAST) == FEW) == (
        any(0 < n < LEAST for n in (served, unserved)) or not served + unserved
    )


def test_the_periods_of_any_two_days_are_the_same_or_have_no_day_in_common():
    """And none has a day that is not over."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(500)]
    for today in days:
        assert all(jst_date(period.span[1]) <= today for period in closed_periods(today)), today
    for length in (1, 3):
        spans = sorted({period.span for today in days for period in closed_periods(today) if period.months == length})
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for yesterday, today in pairwise(days):
        new = set(closed_periods(today)) - set(closed_periods(yesterday))
        assert not new or today.day == 1
