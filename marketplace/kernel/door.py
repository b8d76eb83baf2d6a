"""The only door to an object in views and consumers."""

import uuid

from django.db.models import QuerySet

from marketplace.kernel.errors import NotFound


def get_visible_or_404(visible: QuerySet, public_id):
    """The one object of `visible` (a policy's queryset for the actor) with this public id.

    Raises NotFound alike for a malformed id, a missing object and one that the actor may not know of.
    """
    try:
        key = public_id if isinstance(public_id, uuid.UUID) else uuid.UUID(str(public_id))
    except ValueError:
        raise NotFound("not_found") from None
    found = visible.filter(public_id=key).first()
    if found is None:
        raise NotFound("not_found")
    return found
