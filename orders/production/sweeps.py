from django.db.models import Q

from marketplace.kernel.sweeping import Sweep, sweeps
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import WORKING
from orders.production.services.discrepancies import discrepancy_decide, overdue
from orders.production.services.recompute import recompute

# What a crash between facts and status left undone.
sweeps.add(
    Sweep(
        "production.rings",
        every=10,
        rows=lambda: PurchaseOrder.objects.filter(
            Q(status__in=WORKING) | Q(pk__in=PurchaseOrder.objects.filter(status__in=WORKING).values("parent")),
            parent=None,
        ),
        do=recompute,
    )
)
# What both sides did not agree on in time.
sweeps.add(Sweep("production.discrepancies", every=60, rows=overdue, do=discrepancy_decide))
