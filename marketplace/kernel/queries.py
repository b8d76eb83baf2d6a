"""Pieces of queries that several packages need."""

from functools import reduce
from operator import add

from django.db.models import Expression, IntegerField, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable


class CountOf(Subquery):
    """How many rows a queryset has, as a part of another query."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def count_of(*querysets: QuerySet) -> Expression:
    """How many rows these have together, as one expression; those that are empty by construction cost nothing."""
    counts = [CountOf(rows.order_by().values("pk")) for rows in querysets if not rows.query.is_empty()]
    return reduce(add, counts, Value(0))


class _SumOf(Subquery):
    template = "(SELECT coalesce(sum(summed.value), 0) FROM (%(subquery)s) AS summed)"
    output_field = IntegerField()


def sum_of(rows: QuerySet, value: Combinable) -> Subquery:
    """The sum of a value over these rows, as one expression."""
    return _SumOf(rows.order_by().values(value=value))
