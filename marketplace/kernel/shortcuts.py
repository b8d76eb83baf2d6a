"""The only door to an object in views and consumers."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from marketplace.kernel.errors import NotFound

Row = TypeVar("Row", bound=Model)


def get_visible_or_404(visible: QuerySet[Row], public_id: UUID | str) -> Row:
    """The one object of `visible` (a policy's queryset for the actor) with this public id.

    Raises NotFound alike for a malformed id, a missing object and one that the actor may not know of.
    """
    try:
        key = public_id if isinstance(public_id, UUID) else UUID(str(public_id))
    except ValueError:
        raise NotFound("not_found") from None
    found = visible.filter(public_id=key).first()
    if found is None:
        raise NotFound("not_found")
    return found
