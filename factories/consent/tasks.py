"""Sweeps started by beat."""

from celery import shared_task

from factories.consent.services.claims import claims_complete_due


@shared_task(name="consent.claims")
def complete_claims() -> None:
    claims_complete_due()
