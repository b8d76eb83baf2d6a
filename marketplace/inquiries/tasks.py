"""Sweeps started by beat."""

from celery import shared_task

from marketplace.inquiries.services import response_clock


@shared_task(name="inquiries.response_clock")
def sweep_response_clock() -> None:
    response_clock.sweep()
