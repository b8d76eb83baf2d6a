"""The connections of the pool are few, and everybody's."""

from django.db import connection


def give_back_connection() -> None:
    """Back to the pool: the next query takes one again. Nothing happens within a transaction, which needs its own."""
    if not connection.in_atomic_block:
        connection.close()
