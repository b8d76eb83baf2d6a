"""What the open pages of a package show and may look at again when the bell rings for it."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet

from marketplace.kernel.actors import Actor

#: Added in `ready`. The rows of one sort that an actor may see, and so watch.
watchable: list[Callable[[Actor], QuerySet]] = []


def may_watch(actor: Actor, subject: UUID) -> bool:
    """Whether something that the actor may see has this public id."""
    return any(visible(actor).filter(public_id=subject).exists() for visible in watchable)
