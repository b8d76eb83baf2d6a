"""Sweeps started by beat and by `wake`."""

from celery import shared_task

from messaging import letters


@shared_task(name="messaging.letters")
def send_letters():
    letters.send_due()
