from marketplace.kernel.sweeping import Sweep, sweeps
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import WORKING
from orders.production.services.recompute import recompute

# What a crash between facts and status left undone.
sweeps.add(
    Sweep(
        "production.rings",
        every=10,
        rows=lambda: PurchaseOrder.objects.filter(parent=None, status__in=WORKING),
        do=recompute,
    )
)
