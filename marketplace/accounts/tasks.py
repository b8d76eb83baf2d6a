"""What beat starts: each sweep is safe to run twice and at once."""

from celery import shared_task

from marketplace.accounts import services


@shared_task(name="accounts.forget_unproven")
def forget_unproven() -> None:
    services.unproven_forget()
