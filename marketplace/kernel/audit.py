"""Writing the record of who did what. Append only: nothing here changes or deletes an entry."""

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.kernel.actors import Actor
from marketplace.kernel.models import AuditEntry


def write(
    action: str,
    subject: Any,
    actor: Actor,
    *,
    source: str = "",
    target: str = "",
    note: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """One entry, in the caller's transaction. `note` holds JSON values that everybody who may see the record may read:
    never a sealed amount."""
    entry = _entry(action, subject, actor, source, target, dict(note or {}))
    entry.save(force_insert=True)
    return entry


def write_all(
    subjects: Iterable[tuple[Any, dict]], action: str, actor: Actor, *, source: str = "", target: str = ""
) -> list[AuditEntry]:
    """One entry for each (subject, note), in one go: what was done to many at once."""
    return AuditEntry.objects.bulk_create(
        [_entry(action, subject, actor, source, target, note) for subject, note in subjects], batch_size=1_000
    )


def _entry(action: str, subject: Any, actor: Actor, source: str, target: str, note: dict) -> AuditEntry:
    return AuditEntry(
        actor=actor.key,
        actor_name="" if actor.is_system else actor.user.name,
        organization_id=actor.organization.public_id if actor.organization else None,
        role=actor.role,
        cause=actor.cause,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.public_id,
        source=source,
        target=target,
        note=note,
    )
