"""A child that depends on its parent's state holds the parent first.

Rows are taken parents first, in this order: inquiry, proposal, step, rfq, quotation, award, order, step, hand-over.
"""

from typing import Any

from django.db.models import F
from django.utils.functional import Promise

from marketplace.kernel.errors import InvalidState


def hold(obj: Any, *statuses: str, message: str | Promise = "", **facts: Any) -> Any:
    """Lock the parent's row for this transaction by a conditional UPDATE that names its state (and facts such as its
    revision); then read it again. A rival who moves the parent waits for us, or we find it moved.

    Raises InvalidState when the parent is no longer in one of `statuses` or the facts differ.
    """
    held = type(obj)._base_manager.filter(pk=obj.pk, status__in=statuses, **facts).update(status=F("status"))
    if not held:
        raise InvalidState(f"{obj._meta.model_name}.moved_on", message)
    obj.refresh_from_db()
    return obj
