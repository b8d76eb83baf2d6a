"""Rows are taken parents first."""

from orders.ordering.models import PurchaseOrder


def lock_ring(order: PurchaseOrder) -> None:
    """Lock the parent order of an order's ring, before the order itself: its ring is reckoned anew in the end."""
    PurchaseOrder.objects.select_for_update().get(pk=order.root_id)
