"""Yen: integers. Unit prices may have sen (two decimals); a line is rounded down to yen once, tax once per rate."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


def line_amount(unit_price: Decimal, quantity: int) -> int:
    """Unit price times quantity, rounded down to whole yen."""
    return int((Decimal(unit_price) * quantity).to_integral_value(rounding=ROUND_FLOOR))


def tax(total: int, percent: int) -> int:
    """Consumption tax on the sum of one rate, rounded down once per invoice and rate
    (消費税法施行令70条の10: rounding a line each is not allowed)."""
    return total * percent // 100


def with_margin(cost: int, percent: Decimal) -> int:
    """What the orderer pays when `percent` of the *price* is the hub's: cost / (1 - percent/100), rounded to the next
    ten yen upwards, so that the hub never gets less than it asked for."""
    if not 0 <= percent < 100:
        raise ValueError("margin must be from 0 to under 100 percent")
    exact = Decimal(cost) * 100 / (100 - Decimal(percent))
    return int((exact / 10).to_integral_value(rounding=ROUND_CEILING)) * 10
