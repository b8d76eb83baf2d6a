"""Writing the record of who did what. Append only: nothing here changes or deletes an entry."""

from marketplace.kernel.actors import Actor
from marketplace.kernel.models import AuditEntry


def write(action: str, subject, actor: Actor, *, source: str = "", target: str = "", note: dict | None = None):
    """One entry, in the caller's transaction. `note` holds JSON values that everybody who may see the record may read:
    never a sealed amount."""
    return AuditEntry.objects.create(
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
        note=note or {},
    )
