"""The one function that moves a status."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import InvalidTransition, LostRace, NotAllowed
from marketplace.kernel.states import StateMachine


def apply(
    machine: StateMachine,
    obj: Any,
    move_name: str,
    actor: Actor,
    /,
    *,
    refs: Any = None,
    note: Any = None,
    **facts: Any,
) -> Any:
    """Move `obj` along `machine` by compare-and-swap; write its facts, the audit entry and the outbox event with it.

    The UPDATE names the state that the caller saw, so a copy that has gone stale changes nothing. `facts` are columns
    set in the same UPDATE; `refs` go into the event, `note` into the audit entry (neither may hold a sealed amount).

    Raises InvalidTransition (no such move from here), LostRace (somebody was first),
    NotAllowed (a person's move by the system or the other way round; finer rights are the policy's).
    """
    move = machine.move(move_name)
    if obj.status not in move.sources:
        raise InvalidTransition(f"{machine.name}.{move_name}.from_{obj.status}")
    if not move.by.allows(is_system=actor.is_system):
        raise NotAllowed(f"{machine.name}.{move_name}.by")
    source, target = obj.status, move.target or obj.status
    with transaction.atomic():
        moved = type(obj)._base_manager.filter(pk=obj.pk, status=source).update(status=target, **facts)
        if not moved:
            raise LostRace(f"{machine.name}.{move_name}.lost")
        audit.write(machine.event_of(move_name), obj, actor, source=source, target=target, note=note)
        outbox.record(machine.event_of(move_name), obj, actor, **(refs or {}))
    obj.refresh_from_db(fields=["status", *facts])
    return obj


def start(
    machine: StateMachine,
    obj: Any,
    actor: Actor,
    action: str,
    *,
    refs: Mapping[str, Any] | None = None,
    note: Mapping[str, Any] | None = None,
) -> Any:
    """Record that `obj` came into being, by the birth of the machine named `action`."""
    if action not in machine.births:
        raise InvalidTransition(f"{machine.name}.{action}.birth")
    return record(machine.event_of(action), obj, actor, refs=refs, note=note, target=obj.status)


def record(
    action: str,
    obj: Any,
    actor: Actor,
    *,
    refs: Mapping[str, Any] | None = None,
    note: Mapping[str, Any] | None = None,
    target: str = "",
) -> Any:
    """Write the audit entry and the outbox event of something that moves no status."""
    audit.write(action, obj, actor, target=target, note=note)
    outbox.record(action, obj, actor, **(refs or {}))
    return obj
