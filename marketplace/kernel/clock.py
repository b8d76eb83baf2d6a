"""The database's clock. Deadlines are decided by it, after the parent's row is locked."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """`clock_timestamp()`: the instant of evaluation, not of the transaction's start."""

    function = "clock_timestamp"
    template = "%(function)s()"
    arity = 0
    output_field = DateTimeField()


def db_now() -> datetime:
    """The database's instant, aware. Ask it after the parent row is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
