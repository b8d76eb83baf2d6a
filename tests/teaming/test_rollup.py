"""What a team costs and when it is done."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.teaming.rollup import PricedStep, roll_up


def test_dates_follow_the_longest_way():
    steps = [
        PricedStep(1, 100_000, 5),
        PricedStep(2, 10_000, 1),
        PricedStep(3, 50_000, 3, (1, 2)),
        PricedStep(4, 18_000, 1, (3,)),
    ]
    found = roll_up(steps, margin_percent=Decimal(12), tax_percent=10, start_on=date(2026, 11, 25))
    assert found.critical == (1, 3, 4)
    assert (found.cost_yen, found.total_yen - found.margin_yen) == (178_000, 178_000)
    assert found.ends[1] == date(2026, 12, 1)
    assert found.starts[3] == date(2026, 12, 2)
    with pytest.raises(ValueError, match="wait for each other"):
        roll_up(
            [PricedStep(1, 1, 1, (2,)), PricedStep(2, 1, 1, (1,))],
            margin_percent=Decimal(0),
            tax_percent=0,
            start_on=date(2026, 11, 25),
        )
