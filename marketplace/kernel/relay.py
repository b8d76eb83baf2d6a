"""The relay tells what the outbox holds: each event to each of its handlers, once, in order of arrival."""

from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent, OutboxReceipt
from marketplace.kernel.queue import Queue


def _tell(event: OutboxEvent) -> None:
    done = set(event.receipts.values_list("handler", flat=True))
    for name, handler in outbox.handlers_of(event.name).items():
        if name not in done:
            OutboxReceipt.objects.create(event=event, handler=name)
            handler(event)


RELAY = Queue(rows=OutboxEvent.objects.all, do=_tell)


def relay_due(limit: int = 500) -> int:
    """Tell due events until none is left or `limit` is reached; safe with any number of relays at once.
    Returns how many were told."""
    return RELAY.work_off(limit)
