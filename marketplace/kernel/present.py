"""What may be empty in general and cannot be empty here."""

from typing import TypeVar

Value = TypeVar("Value")


def present(value: Value | None) -> Value:
    """The value of a column that is empty at first and that the thing's state guarantees here. Raises AssertionError
    where a table of states and its rows have parted."""
    assert value is not None
    return value
