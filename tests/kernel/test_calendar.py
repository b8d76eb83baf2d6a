"""The business calendar and its clock, by vectors and properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.calendar import (
    JST,
    add_business_days,
    add_business_time,
    business_time_between,
    is_business_day,
    is_open,
)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=JST)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(25, 10), 120, at(25, 12)),
        (at(25, 17), 120, at(26, 10)),
        (at(27, 17, 30), 60, at(30, 9, 30)),  # over a weekend
        (at(25, 3), 120, at(25, 11)),
        (at(22, 12), 60, at(24, 10)),  # Sunday, then 23 November, a holiday
        (at(25, 16), 120, at(25, 18)),
    ],
)
def test_the_business_clock(start, minutes, end):
    assert add_business_time(start, timedelta(minutes=minutes)) == end


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    minutes=st.integers(1, 3000),
)
def test_business_time_added_is_business_time_between(start, minutes):
    span = timedelta(minutes=minutes)
    end = add_business_time(start, span)
    assert business_time_between(start, end) == span
    assert is_open(end - timedelta(seconds=1))


def test_closed_days():
    closed = [date(2026, 11, 23), date(2026, 12, 31), date(2027, 1, 1), date(2026, 9, 22), date(2026, 11, 28)]
    assert not any(is_business_day(d) for d in closed)
    assert add_business_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
