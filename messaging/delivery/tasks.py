"""Sweeps started by beat and by `wake`."""

from celery import shared_task

from messaging.delivery.services import deliver_due


@shared_task(name="delivery.deliver")
def deliver() -> None:
    deliver_due()
