"""`manage.py requeue`: the operator has mended what parked rows; they are tried again."""

from django.core.management.base import BaseCommand

from marketplace.kernel.queue import queued_models, requeue_parked


class Command(BaseCommand):
    help = "Has what was parked tried again: outbox events, deliveries, rows of sweeps. `parked` lists them."

    def handle(self, *args, **options) -> None:
        for model in queued_models():
            self.stdout.write(f"{model._meta.verbose_name}: {requeue_parked(model)}件 をもう一度試します。")
