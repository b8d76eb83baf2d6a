"""What every service on a ring shares: its orders held, its name for whoever is told."""

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.locking import hold
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import TAKEN, UNACCEPTED, OrderStatus
from orders.production.models import WorkOrderStep

OVER = _("この注文は、もう動いていません。")


def ring_ref(root: PurchaseOrder) -> dict[str, str]:
    """What an event says of the ring that it happened in."""
    return {"ring": str(root.public_id)}


def ring_hold(root: PurchaseOrder) -> PurchaseOrder:
    """The ring's parent, first of all rows. What is between the sides of one of its orders goes on when the parent is paid or was
    left: the order itself says whether."""
    return hold(root, *TAKEN, OrderStatus.LEFT, message=OVER)


def orders_hold(step: WorkOrderStep) -> None:
    """The ring's parent, then the maker's own order. Raises InvalidState when one of them is over."""
    hold(step.root, *TAKEN, message=OVER)
    hold(step.order, *UNACCEPTED, message=OVER)
