"""Business days and the business-hours clock: Monday to Friday without national holidays, 9 to 18 o'clock in Japan.

National holidays come from the `jpholiday` library; 29 December to 3 January are closed as in the trade.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import jpholiday

JST = ZoneInfo("Asia/Tokyo")
OPENS, CLOSES = time(9), time(18)
DAY = timedelta(hours=9)  # business time of one business day


@lru_cache(maxsize=4096)
def is_business_day(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return False
    return not jpholiday.is_holiday(day)


def next_business_day(day: date) -> date:
    """The first business day after `day`."""
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def add_business_days(day: date, days: int) -> date:
    """The `days`-th business day after `day` (0: `day` itself, or the next business day when it is closed)."""
    if days == 0:
        return day if is_business_day(day) else next_business_day(day)
    for _ in range(days):
        day = next_business_day(day)
    return day


def business_days_between(start: date, end: date) -> int:
    """How many business days lie after `start` up to and including `end`; negative when `end` is before."""
    if end < start:
        return -business_days_between(end, start)
    count = 0
    while start < end:
        start += timedelta(days=1)
        count += is_business_day(start)
    return count


def is_open(instant: datetime) -> bool:
    local = instant.astimezone(JST)
    return is_business_day(local.date()) and OPENS <= local.time() < CLOSES


def next_open(instant: datetime) -> datetime:
    """`instant` itself when the desks are open, else the next opening."""
    local = instant.astimezone(JST)
    if is_open(local):
        return local
    day = local.date()
    if not (is_business_day(day) and local.time() < OPENS):
        day = next_business_day(day)
    return datetime.combine(day, OPENS, JST)


def add_business_time(instant: datetime, span: timedelta) -> datetime:
    """The instant at which `span` of business time has gone by. Ends on a closing time rather than on the next opening."""
    here = next_open(instant)
    while True:
        closing = datetime.combine(here.date(), CLOSES, JST)
        if here + span <= closing:
            return here + span
        span -= closing - here
        here = datetime.combine(next_business_day(here.date()), OPENS, JST)


def business_time_between(start: datetime, end: datetime) -> timedelta:
    """Business time from `start` to `end`; zero when `end` is not later."""
    here, end, total = next_open(start), end.astimezone(JST), timedelta()
    while here < end:
        closing = datetime.combine(here.date(), CLOSES, JST)
        total += min(closing, end) - here
        here = datetime.combine(next_business_day(here.date()), OPENS, JST)
    return total


def deadline_in_business_days(instant: datetime, days: int, at: time = time(17)) -> datetime:
    """17 o'clock (a usual closing hour of the trade) on the `days`-th business day after `instant`."""
    return datetime.combine(add_business_days(instant.astimezone(JST).date(), days), at, JST)


def business_day_later(instant: datetime) -> datetime:
    """The same time of day on the next business day."""
    local = instant.astimezone(JST)
    return datetime.combine(next_business_day(local.date()), local.timetz())


def jst_date(instant: datetime) -> date:
    return instant.astimezone(JST).date()
