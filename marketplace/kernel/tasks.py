"""What `wake` starts as soon as something is committed; the sweeps find it anyway."""

from celery import shared_task

from marketplace.kernel import relay


@shared_task(name="kernel.relay")
def relay_events() -> None:
    relay.relay_due()
