"""The outbox: facts recorded with their effect, told by the relay after commit.

The domain calls `record`; whoever wants to hear of a fact registers with `on` in its `AppConfig.ready`.
An event that nobody handles must be declared with `nobody`, else the suite fails.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from marketplace.kernel.actors import Actor
from marketplace.kernel.models import OutboxEvent
from marketplace.kernel.wake import wake

Handler = Callable[[OutboxEvent], None]
_handlers: dict[str, dict[str, Handler]] = {}
_unheard: set[str] = set()


def on(*events: str) -> Callable[[Handler], Handler]:
    """Register a handler under its own name. It runs inside the relay's transaction, once an event, and may be
    repeated only if that transaction rolled back: it writes rows, it sends nothing itself."""

    def register(handler: Handler) -> Handler:
        for event in events:
            _handlers.setdefault(event, {})[handler.__name__] = handler
        return handler

    return register


def nobody(*events: str) -> None:
    """These facts are for the record alone."""
    _unheard.update(events)


def handlers_of(event: str) -> dict[str, Handler]:
    return _handlers.get(event, {})


def is_answered(event: str) -> bool:
    return event in _handlers or event in _unheard


def record(name: str, subject: Any, actor: Actor, **refs) -> OutboxEvent:
    """Write the fact in the caller's transaction and wake the relay after commit. `refs` are ids and small JSON."""
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.record needs the transaction that makes the fact true")
    event = OutboxEvent.objects.create(
        name=name,
        subject_type=subject._meta.label_lower,
        subject_id=subject.public_id,
        actor=actor.key,
        organization_id=actor.organization.public_id if actor.organization else None,
        refs=refs,
    )
    if not any(callback is _wake_relay for _, callback, *_ in connection.run_on_commit):
        transaction.on_commit(_wake_relay, robust=True)
    return event


def _wake_relay() -> None:
    wake("kernel.relay")
