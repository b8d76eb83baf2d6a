"""`manage.py parked`: what failed again and again and now waits for the operator."""

from django.core.management.base import BaseCommand

from marketplace.kernel.queue import parked, queued_models


class Command(BaseCommand):
    help = (
        "Lists what is parked, with its last error; ends with 1 when there is anything. `requeue` has it tried again."
    )

    def handle(self, *args, **options) -> None:
        found = [item for model in queued_models() for item in parked(model).order_by("next_at")]
        for item in found:
            self.stdout.write(f"{item._meta.verbose_name} {item}: {item.last_error}（{item.attempts}回）")
        if found:
            raise SystemExit(1)
