"""How often something may be done: so many at once, then one more every so often.

The generic cell rate algorithm (ITU-T I.371): a row holds the instant until which its allowance is spent. One statement
asks and takes, by the database's clock, so that any number at the same time get no more than one after the other; what
is refused takes nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.models import Allowance

_TAKE = """
    INSERT INTO kernel_allowance AS mine (key, spent_until) VALUES (%s, clock_timestamp() + make_interval(secs => %s))
    ON CONFLICT (key) DO UPDATE SET spent_until = greatest(mine.spent_until, clock_timestamp()) + make_interval(secs => %s)
    WHERE mine.spent_until <= clock_timestamp() + make_interval(secs => %s)
"""


@dataclass(frozen=True)
class Rate:
    """`at_once` in a row, then one more `every` so often."""

    at_once: int
    every: timedelta


def take(name: str, rate: Rate, *whose: str) -> bool:
    """Take one of what `whose` has of `name`; whether there was one left."""
    key = hashlib.sha256("\0".join((name, *whose)).encode()).hexdigest()
    seconds = rate.every.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [key, seconds, seconds, seconds * (rate.at_once - 1)])
        return cursor.rowcount == 1


def forget_full() -> None:
    """Drop the rows that are full again."""
    Allowance.objects.filter(spent_until__lt=ClockTimestamp()).delete()
