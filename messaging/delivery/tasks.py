"""What `wake` starts as soon as a letter is committed; the sweep finds it anyway."""

from celery import shared_task

from messaging.delivery.services import deliver_due


@shared_task(name="delivery.deliver")
def deliver() -> None:
    deliver_due()
