"""Sweeps started by beat."""

from celery import shared_task

from marketplace.insight.services import figures_publish


@shared_task(name="insight.publish")
def publish_figures() -> None:
    figures_publish()
