"""Working off rows that wait: each once, by any number of workers; what fails is put off, in the end parked."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from django.apps import apps
from django.db import transaction
from django.db.models import F, QuerySet

from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.disk import files_undone
from marketplace.kernel.models import Queued, QueueStatus

logger = logging.getLogger(__name__)
Item = TypeVar("Item", bound=Queued)


class PassingFault(Exception):
    """Later it may work: the row is put off. Whatever else is raised, without being expected, counts as this."""


class PermanentFault(Exception):
    """To try again would fail again: the row is parked at once."""


@dataclass(frozen=True)
class Queue(Generic[Item]):
    """`rows` gives what waits, `do` works off one of them in a transaction of its own; what it wrote is undone when it
    raises. The pause after a failure begins at `first_pause` seconds and doubles up to `longest_pause`."""

    rows: Callable[[], QuerySet[Item]]
    do: Callable[[Item], None]
    tries: int = 8
    first_pause: int = 1
    longest_pause: int = 64

    def work_off(self, limit: int) -> int:
        """Work off due rows until none is left or `limit` is reached. Returns how many were done."""
        done = 0
        while done < limit and (outcome := self._one()) is not None:
            done += outcome
        return done

    def _one(self) -> int | None:
        """One due row under a lock that other workers skip. None: nothing is due. 1: done. 0: failed, put off."""
        with transaction.atomic():
            item = (
                self.rows()
                .select_for_update(skip_locked=True, of=("self",))
                .filter(status=QueueStatus.PENDING, next_at__lte=ClockTimestamp())
                .order_by("next_at", "id")
                .first()
            )
            if item is None:
                return None
            try:
                with files_undone(), transaction.atomic():
                    self.do(item)
            except Exception as error:  # one bad row must not stop the others
                put_off(item, error, self.tries, self.first_pause, self.longest_pause)
                return 0
            _rows_of(item).update(status=QueueStatus.DONE, attempts=F("attempts") + 1)
            return 1


def put_off(item: Queued, error: Exception, tries: int, first_pause: int, longest_pause: int) -> None:
    """Try it again after a pause (seconds) that doubles; after so many tries, or a PermanentFault, park it with an alarm: an
    ERROR line, and its place among what `manage.py parked` lists."""
    attempts = item.attempts + 1
    is_parked = attempts >= tries or isinstance(error, PermanentFault)
    if is_parked:
        logger.error("%s is parked after %s tries: %s", item, attempts, error, exc_info=_unless_expected(error))
    else:
        logger.warning("%s is put off (%s of %s): %s", item, attempts, tries, error, exc_info=_unless_expected(error))
    pause = timedelta(seconds=min(first_pause * 2 ** (attempts - 1), longest_pause))
    _rows_of(item).update(
        attempts=attempts,
        status=QueueStatus.PARKED if is_parked else QueueStatus.PENDING,
        next_at=db_now() + pause,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def _unless_expected(error: Exception) -> Exception | None:
    return None if isinstance(error, PassingFault | PermanentFault) else error


def _rows_of(item: Queued) -> QuerySet:
    return type(item)._base_manager.filter(pk=item.pk)


def queued_models() -> list[type[Queued]]:
    """Every sort of row that can be parked."""
    return [model for model in apps.get_models() if issubclass(model, Queued)]


def parked(model: type[Queued]) -> QuerySet:
    """What waits for the operator."""
    return model._base_manager.filter(status=QueueStatus.PARKED)


def requeue_parked(model: type[Queued]) -> int:
    """The operator asks for parked rows to be tried again. Returns how many."""
    return parked(model).update(status=QueueStatus.PENDING, attempts=0, next_at=ClockTimestamp())
