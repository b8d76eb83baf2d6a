"""When an order must be paid. Pure.

取適法3条: within 60 days counted from and including the day of receipt, so at the latest receipt + 59 days. With
monthly closing the Fair Trade Commission reads 60 days as "within two months of receipt": a due day up to the day
before the same day two months later passes. Inspection never moves the clock.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kernel.calendar import is_business_day

OK, OK_BY_MONTH_RULE, VIOLATION = "ok", "ok_by_month_rule", "violation"
#: 取適法6条, 公正取引委員会規則: 14.6 % a year, from receipt + 60 days to the day of payment, both included.
LATE_INTEREST_PER_MILLE = 146


@dataclass(frozen=True)
class Terms:
    """Closing day, months after the closing's month, day of payment (31: the month's last day)."""

    closing_day: int = 31
    months_after: int = 1
    pay_day: int = 31


def _in_month(year: int, month: int, day: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def agreed_due_on(received_on: date, terms: Terms) -> date:
    """The calendar date that the agreed rule yields for this day of receipt, before bank days."""
    closing = _in_month(received_on.year, received_on.month, terms.closing_day)
    if received_on > closing:
        closing = _in_month(received_on.year, received_on.month + 1, terms.closing_day)
    return _in_month(closing.year, closing.month + terms.months_after, terms.pay_day)


def latest_due_on(received_on: date) -> date:
    return received_on + timedelta(days=59)


def latest_by_month_rule(received_on: date) -> date:
    return _in_month(received_on.year, received_on.month + 2, received_on.day) - timedelta(days=1)


def verdict(received_on: date, due_on: date) -> str:
    """ok, ok_by_month_rule or violation."""
    if due_on <= latest_due_on(received_on):
        return OK
    return OK_BY_MONTH_RULE if due_on <= latest_by_month_rule(received_on) else VIOLATION


def due_on(received_on: date, terms: Terms) -> date:
    """The day on which the order is paid: the agreed one, brought forward to the legal limit where it is too late and
    to the business day before when banks are closed."""
    day = agreed_due_on(received_on, terms)
    if verdict(received_on, day) == VIOLATION:
        day = latest_due_on(received_on)
    while not is_business_day(day) and day > received_on:
        day -= timedelta(days=1)
    return day


def is_lawful(terms: Terms) -> bool:
    """Whether the rule stays within the law for every day of receipt of four years (a leap year among them)."""
    start = date(2025, 1, 1)
    days = (start + timedelta(days=n) for n in range(4 * 366))
    return all(verdict(day, agreed_due_on(day, terms)) != VIOLATION for day in days)


def late_interest(amount_yen: int, received_on: date, paid_on: date) -> int:
    """Interest in yen for late payment, 365 days a year, fractions dropped."""
    days = (paid_on - (received_on + timedelta(days=60))).days + 1
    return amount_yen * LATE_INTEREST_PER_MILLE * days // (1000 * 365) if days > 0 else 0
