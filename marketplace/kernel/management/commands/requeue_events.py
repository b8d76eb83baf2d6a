"""`manage.py requeue_events`: the operator has mended what parked events; they are told again."""

from django.core.management.base import BaseCommand

from marketplace.kernel.relay import requeue_parked


class Command(BaseCommand):
    help = "Puts parked outbox events back in the queue."

    def handle(self, *args, **options):
        self.stdout.write(f"{requeue_parked()}件 を送り直します。")
