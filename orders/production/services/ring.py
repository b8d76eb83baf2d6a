"""What every service on a ring shares: its orders held, its name for whoever is told."""

from django.utils.translation import gettext as _

from marketplace.kernel.locking import hold
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import UNACCEPTED, WORKING
from orders.production.models import WorkOrderStep


def ring_ref(root: PurchaseOrder) -> dict[str, str]:
    """What an event says of the ring that it happened in."""
    return {"ring": str(root.public_id)}


def orders_hold(step: WorkOrderStep) -> None:
    """The ring's parent, then the maker's own order. Raises InvalidState when one of them is over."""
    over = _("この注文は、もう動いていません。")
    if step.order_id != step.root_id:
        hold(step.root, *WORKING, message=over)
    hold(step.order, *UNACCEPTED, message=over)
