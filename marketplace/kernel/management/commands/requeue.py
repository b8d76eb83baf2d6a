"""`manage.py requeue`: the operator has mended what parked events and deliveries; they are tried again."""

from django.apps import apps
from django.core.management.base import BaseCommand

from marketplace.kernel.models import Queued
from marketplace.kernel.queue import requeue_parked


class Command(BaseCommand):
    help = "Puts what was parked back into its queue: outbox events, deliveries."

    def handle(self, *args, **options) -> None:
        for model in apps.get_models():
            if issubclass(model, Queued):
                self.stdout.write(f"{model._meta.verbose_name}: {requeue_parked(model)}件 をもう一度試します。")
