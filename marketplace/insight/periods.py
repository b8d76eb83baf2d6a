"""Closed months and quarters, by days of Japan. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time

from marketplace.kernel.calendar import JST

MONTHS = 6


@dataclass(frozen=True)
class Period:
    """`months` from the first day of a month on: one or, of a quarter, three."""

    first: date
    months: int

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first instant, and the one after the last."""
        return datetime.combine(self.first, time(0), JST), datetime.combine(
            _later(self.first, self.months), time(0), JST
        )


def closed_periods(today: date) -> list[Period]:
    """The last months and the last quarter that were over before this day began, the oldest first."""
    this_month = today.replace(day=1)
    this_quarter = _later(this_month, -((today.month - 1) % 3))
    months = [Period(_later(this_month, -back), 1) for back in range(MONTHS, 0, -1)]
    return [*months, Period(_later(this_quarter, -3), 3)]


def _later(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
