"""What every service on a ring shares: its orders held, its name for whoever is told."""

from django.utils.translation import gettext as _

from marketplace.kernel.locking import hold
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import WORKING
from orders.production.models import WorkOrderStep


def ring_ref(root: PurchaseOrder) -> dict[str, str]:
    """What an event says of the ring that it happened in."""
    return {"ring": str(root.public_id)}


def orders_hold(step: WorkOrderStep) -> None:
    """The ring's parent, then the maker's own order. Raises InvalidState when one of them is over."""
    orders = [step.root] if step.order_id == step.root_id else [step.root, step.order]
    for order in orders:
        hold(order, *WORKING, message=_("この注文は、もう動いていません。"))
