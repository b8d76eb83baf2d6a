"""Sweeps started by beat: what a crash between facts and status left undone."""

from celery import shared_task

from orders.ordering.models import PurchaseOrder
from orders.ordering.states import WORKING
from orders.production.services.recompute import recompute


@shared_task(name="production.sweep")
def sweep_orders() -> None:
    for root in PurchaseOrder.objects.filter(parent=None, status__in=WORKING):
        recompute(root)
