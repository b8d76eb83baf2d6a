"""Sweeps started by beat."""

from celery import shared_task

from marketplace.inquiries.services.response_clock import sweep


@shared_task(name="inquiries.response_clock")
def sweep_response_clock() -> None:
    sweep()
