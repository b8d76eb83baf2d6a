"""What time does by itself: sweeps over the rows that are due, each row on its own.

An app registers its sweeps in its module `sweeps`. A sweep is safe to run at any time, twice and at once.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.models import Deferral, QueueStatus, SweepTurn
from marketplace.kernel.queue import put_off
from marketplace.kernel.registry import Registry

logger = logging.getLogger(__name__)
#: A row that fails is tried so often; the pauses between (seconds) double from the first to the longest: 21 minutes in all.
TRIES, FIRST_PAUSE, LONGEST_PAUSE = 8, 10, 900
#: So many rows at most are done in one transaction.
TOGETHER = 1_000

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Sweep(Generic[Row]):
    """Every `every` seconds `do` works off each of the due `rows`, in a transaction of its own. A row that fails is put off
    and in the end parked, and the others go on. `together` does many in one transaction where that is cheaper; when it
    fails, its halves are tried, down to the single row."""

    name: str
    every: float
    rows: Callable[[], QuerySet[Row]]
    do: Callable[[Row], Any]
    together: Callable[[list[Row]], Any] | None = None

    def run(self) -> int:
        """Returns how many rows were done. Raises only what the database raises when it is not there."""
        deferrals = self._deferrals()
        rows = list(self.rows().exclude(pk__in=_waiting(deferrals.values())))
        at_once = TOGETHER if self.together else 1
        return sum(self._work_off(rows[n : n + at_once], deferrals) for n in range(0, len(rows), at_once))

    def _deferrals(self) -> dict[str, Deferral]:
        """By the key of their row. Those of rows that are no longer due are forgotten: somebody has mended them."""
        deferrals = {deferral.key: deferral for deferral in Deferral.objects.filter(sweep=self.name)}
        if deferrals:
            due = {str(key) for key in self.rows().filter(pk__in=deferrals).values_list("pk", flat=True)}
            for key in deferrals.keys() - due:
                deferrals.pop(key).delete()
        return deferrals

    def _work_off(self, rows: list[Row], deferrals: dict[str, Deferral]) -> int:
        if self.together is None or len(rows) == 1:
            return self._one(rows[0], deferrals)
        try:
            self.together(rows)
        except Exception:
            logger.warning("%s: %s rows failed together, each half is tried", self.name, len(rows), exc_info=True)
            half = len(rows) // 2
            return self._work_off(rows[:half], deferrals) + self._work_off(rows[half:], deferrals)
        for row in rows:
            self._forget(row, deferrals)
        return len(rows)

    def _one(self, row: Row, deferrals: dict[str, Deferral]) -> int:
        try:
            self.do(row)
        except Exception as error:  # one bad row must not stop the others
            key = str(row.pk)
            deferral = deferrals.get(key) or Deferral.objects.get_or_create(sweep=self.name, key=key)[0]
            put_off(deferral, error, TRIES, FIRST_PAUSE, LONGEST_PAUSE)
            return 0
        self._forget(row, deferrals)
        return 1

    def _forget(self, row: Row, deferrals: dict[str, Deferral]) -> None:
        if deferral := deferrals.get(str(row.pk)):
            deferral.delete()


def _waiting(deferrals: Collection[Deferral]) -> list[str]:
    """Keys of rows that are parked or have their pause."""
    if not deferrals:
        return []
    now = db_now()
    return [d.key for d in deferrals if d.status != QueueStatus.PENDING or d.next_at > now]


@dataclass(frozen=True)
class Chore:
    """Every `every` seconds `run` is called: a queue that looks after its rows itself, or work without rows."""

    name: str
    every: float
    run: Callable[[], Any]


sweeps: Registry[Sweep | Chore] = Registry("sweep")


def add_turns() -> None:
    """A row for each sweep that has none yet; it is due at once."""
    SweepTurn.objects.bulk_create([SweepTurn(name=sweep.name) for sweep in sweeps], ignore_conflicts=True)


def take_turn(but: Iterable[str]) -> Sweep | Chore | None:
    """The sweep that has waited longest of those that are due, `but` these; its next turn is set. None: nothing is due."""
    names = {sweep.name for sweep in sweeps} - set(but)
    due = SweepTurn.objects.filter(name__in=names, next_at__lte=ClockTimestamp())
    for name in due.order_by("next_at").values_list("name", flat=True):
        pause = timedelta(seconds=sweeps[name].every)
        if due.filter(name=name).update(next_at=ClockTimestamp() + pause):  # else another process was first
            return sweeps[name]
    return None
