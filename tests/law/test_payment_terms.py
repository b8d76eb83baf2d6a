"""Payment days against the vectors of the law and a calendar counted day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.law.payment_terms import (
    OK,
    OK_BY_MONTH_RULE,
    VIOLATION,
    Terms,
    agreed_due_on,
    due_on,
    is_lawful,
    late_interest,
    latest_due_on,
    verdict,
)
from orders.law.scope import COVERED, NEEDS_REVIEW, NOT_COVERED
from orders.law.scope import verdict as size_verdict


@pytest.mark.parametrize(
    ("received", "latest"),
    [
        (date(2026, 1, 1), date(2026, 3, 1)),
        (date(2026, 6, 1), date(2026, 7, 30)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2028, 1, 1), date(2028, 2, 29)),
    ],
)
def test_sixty_days_count_the_day_of_receipt(received, latest):
    assert latest_due_on(received) == latest


@pytest.mark.parametrize(
    ("terms", "received", "due", "judged"),
    [
        (Terms(31, 1, 31), date(2026, 7, 1), date(2026, 8, 31), OK_BY_MONTH_RULE),
        (Terms(20, 1, 20), date(2026, 7, 21), date(2026, 9, 20), OK_BY_MONTH_RULE),
        (Terms(31, 1, 31), date(2026, 7, 20), date(2026, 8, 31), OK),
        (Terms(15, 1, 31), date(2026, 7, 16), date(2026, 9, 30), VIOLATION),
        (Terms(31, 2, 10), date(2026, 7, 1), date(2026, 9, 10), VIOLATION),
        (Terms(31, 2, 31), date(2026, 7, 1), date(2026, 9, 30), VIOLATION),
    ],
)
def test_closing_rules(terms, received, due, judged):
    assert agreed_due_on(received, terms) == due
    assert verdict(received, due) == judged


@given(
    received=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    closing=st.integers(1, 31),
    months=st.integers(0, 2),
    day=st.integers(1, 31),
)
def test_the_computed_day_is_never_unlawful(received, closing, months, day):
    terms = Terms(closing, months, day)
    due = due_on(received, terms)
    if agreed_due_on(received, terms) >= received:
        assert verdict(received, due) != VIOLATION
        assert due <= agreed_due_on(received, terms)


def test_which_rules_an_order_may_have():
    assert is_lawful(Terms(31, 1, 31))
    assert is_lawful(Terms(20, 1, 20))
    assert not is_lawful(Terms(15, 1, 31))
    assert not is_lawful(Terms(31, 2, 10))


def test_late_interest():
    assert late_interest(1_000_000, date(2026, 6, 1), date(2026, 8, 31)) == 12_800
    assert late_interest(1_000_000, date(2026, 6, 1), date(2026, 7, 30)) == 0
    day = date(2026, 6, 1) + timedelta(days=60)
    assert late_interest(1_000_000, date(2026, 6, 1), day) == 400


@pytest.mark.parametrize(
    ("buyer", "supplier", "judged"),
    [
        ((False, 300_000_001, None), (False, 300_000_000, None), COVERED),
        ((False, 300_000_000, None), (False, 10_000_000, None), COVERED),
        ((False, 300_000_000, 301), (False, 10_000_001, 300), COVERED),
        ((False, 300_000_000, 300), (False, 10_000_001, 300), NOT_COVERED),
        ((False, 10_000_000, 50), (True, None, 3), NOT_COVERED),
        ((True, None, None), (False, 10_000_000, 3), NOT_COVERED),
        ((False, None, None), (False, 10_000_000, 3), NEEDS_REVIEW),
        ((False, 300_000_000, None), (False, None, None), NEEDS_REVIEW),
    ],
)
def test_size_of_the_two_firms(buyer, supplier, judged):
    assert (
        size_verdict(
            buyer_is_individual=buyer[0],
            buyer_capital=buyer[1],
            buyer_employees=buyer[2],
            supplier_is_individual=supplier[0],
            supplier_capital=supplier[1],
            supplier_employees=supplier[2],
        )
        == judged
    )
