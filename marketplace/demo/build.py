"""The whole fictional town in one transaction."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from factories.search.index import count_words, index, stale
from marketplace.demo.case_run import today
from marketplace.demo.people import Cast, make_cast
from marketplace.demo.scenarios import Scenarios
from marketplace.insight.services import figures_publish
from marketplace.kernel.ids import ids_from
from marketplace.kernel.models import AuditEntry, OutboxEvent, QueueStatus
from orders.ordering.models import PurchaseOrder
from orders.production.services.recompute import recompute

#: Where nobody says how many: half a year of 4,200 firms with 20 inquiries a month to 100 of them.
MOST_INQUIRIES = 5_000


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """No savepoints inside: the first refusal ends the whole town, and a quarter of the round trips is saved."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


@transaction.atomic
def make_town(*, firms: int, seed: int, inquiries: int | None = None) -> Cast:
    """Fill an empty place: the same firms, cases and ids for the same seed, played up to today. `inquiries` 0: firms and
    people alone; None: as many as so many firms would get.

    Nobody is told of anything: its events count as delivered. Raises RuntimeError when the facts of an order do not
    lead to the state it is in (nothing is written then)."""
    rng = random.Random(seed)
    if inquiries is None:
        inquiries = min(MOST_INQUIRIES, firms * 5_000 // 4_200)
    with ids_from(random.Random(f"ids {seed}")):
        cast = make_cast(rng, firms, today(), inquiries)
        if inquiries:
            with all_or_nothing():
                Scenarios(cast, rng, inquiries).play()
    index(stale())
    count_words()
    OutboxEvent.objects.update(status=QueueStatus.DONE)
    check_orders()
    figures_publish()
    _count_rows()
    return cast


def _count_rows() -> None:
    """Let the planner know at once how full the tables are. Autovacuum may have counted them while the town was still being
    written, as empty; pages then joined it row by row and took minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def check_orders() -> None:
    """The facts of every ring are complete: working its orders out again changes nothing."""
    before = AuditEntry.objects.count()
    for root in PurchaseOrder.objects.filter(parent=None):
        recompute(root)
    if AuditEntry.objects.count() != before:
        raise RuntimeError("an order of the town is not in the state that its facts lead to")
