"""Sweeps started by beat."""

from celery import shared_task

from marketplace.services import deadlines


@shared_task(name="marketplace.deadlines")
def sweep_deadlines():
    deadlines.sweep()
