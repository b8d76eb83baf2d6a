"""Each receipt makes its part owed: pure arithmetic."""

import random
from datetime import date, timedelta

from orders.ordering.models import PaymentDue
from orders.ordering.owed import open_dues, payable, shares

DAY = date(2026, 11, 2)


def test_the_parts_are_the_total_to_the_yen():
    """Whatever comes on whatever days: no part is negative, together they never exceed the total, and with the last piece
    they are the total."""
    rng = random.Random(7)
    for _ in range(2_000):
        total, wanted = rng.randint(1, 3_000_000), rng.randint(1, 500)
        pieces = {DAY + timedelta(days=n): rng.randint(0, wanted) for n in range(rng.randint(0, 6))}
        parts = shares(total, pieces, wanted)
        came = sum(pieces.values())
        assert all(yen > 0 for yen in parts.values()) and parts.keys() <= pieces.keys()
        assert sum(parts.values()) == (total if came >= wanted else total * came // wanted)


def test_what_is_paid_covers_the_oldest_receipt():
    dues = [
        PaymentDue(pk=n, received_on=DAY + timedelta(days=n), amount_yen=yen) for n, yen in ((2, 50), (1, 30), (3, 7))
    ]
    assert [(one.due.pk, one.left_yen) for one in open_dues(dues, 0)] == [(1, 30), (2, 50), (3, 7)]
    assert payable(open_dues(dues, 0)) == [30, 80, 87]
    assert payable(open_dues(dues, 30)) == [50, 57] and payable(open_dues(dues, 40)) == [40, 47]
    assert open_dues(dues, 87) == [] and payable([]) == []
