"""What beat and `wake` start: each sweep is safe to run twice and at once."""

from celery import shared_task

from marketplace.kernel import allowances, idempotency, relay


@shared_task(name="kernel.relay")
def relay_events() -> None:
    relay.relay_due()


@shared_task(name="kernel.forget_old_keys")
def forget_old_keys() -> None:
    idempotency.forget_old_keys()
    allowances.forget_full()
