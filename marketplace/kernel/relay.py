"""The relay tells what the outbox holds: each event to each of its handlers, once, in order of arrival."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from marketplace.kernel import outbox
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.models import OutboxEvent, OutboxReceipt

logger = logging.getLogger(__name__)
#: Tries before an event is parked for the operator, and the pause between them: 1, 2, 4 ... seconds, at most 64.
TRIES = 8
LONGEST_PAUSE = 64


def deliver_due(limit: int = 500) -> int:
    """Tell due events until none is left or `limit` is reached; safe with any number of relays at once.
    Returns how many were told."""
    told = 0
    while told < limit and (outcome := _deliver_one()) is not None:
        told += outcome
    return told


def _deliver_one() -> int | None:
    """One due event under a row lock that other relays skip. None: nothing is due. 1: told. 0: failed, put off."""
    with transaction.atomic():
        event = (
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(status=OutboxEvent.PENDING, next_at__lte=ClockTimestamp())
            .order_by("next_at", "id")
            .first()
        )
        if event is None:
            return None
        try:
            with transaction.atomic():
                done = set(event.receipts.values_list("handler", flat=True))
                for name, handler in outbox.handlers_of(event.name).items():
                    if name not in done:
                        OutboxReceipt.objects.create(event=event, handler=name)
                        handler(event)
        except Exception as error:  # one bad event must not stop the others
            _put_off(event, error)
            return 0
        OutboxEvent.objects.filter(pk=event.pk).update(status=OutboxEvent.DELIVERED, attempts=F("attempts") + 1)
        return 1


def _put_off(event: OutboxEvent, error: Exception) -> None:
    attempts = event.attempts + 1
    parked = attempts >= TRIES
    logger.error("event %s %s failed (%s of %s)", event.name, event.public_id, attempts, TRIES, exc_info=error)
    pause = timedelta(seconds=min(2 ** (attempts - 1), LONGEST_PAUSE))
    OutboxEvent.objects.filter(pk=event.pk).update(
        attempts=attempts,
        status=OutboxEvent.PARKED if parked else OutboxEvent.PENDING,
        next_at=db_now() + pause,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def requeue_parked() -> int:
    """The operator asks for parked events to be tried again. Returns how many."""
    return OutboxEvent.objects.filter(status=OutboxEvent.PARKED).update(
        status=OutboxEvent.PENDING, attempts=0, next_at=ClockTimestamp()
    )
