"""What `wake` starts as soon as words have changed; the sweep finds it anyway."""

from celery import shared_task

from marketplace.kernel.sweeping import sweeps


@shared_task(name="factories.reword")
def follow_words() -> None:
    sweeps["search.rewordings"].run()
