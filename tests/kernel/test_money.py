"""Money, by vectors and properties."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import line_amount, tax, with_margin


def test_tax_is_rounded_once():
    assert tax(105 * 3, 10) == 31
    assert line_amount(Decimal("380.55"), 3) == 1141


@given(cost=st.integers(1, 10**9), percent=st.integers(0, 60))
def test_the_hub_never_gets_less_than_its_share(cost, percent):
    total = with_margin(cost, Decimal(percent))
    assert total % 10 == 0
    assert cost <= total * (100 - percent) / 100 < cost + 10
