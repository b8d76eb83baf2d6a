"""Sweeps started by beat."""

from celery import shared_task

from marketplace.sourcing.services.deadlines import sweep


@shared_task(name="sourcing.deadlines")
def sweep_deadlines() -> None:
    sweep()
