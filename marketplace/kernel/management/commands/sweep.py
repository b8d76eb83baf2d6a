"""`manage.py sweep`: deadlines, openings, letters, search entries. See `marketplace/kernel/sweeper.py`."""

import signal
import threading

from django.core.management.base import BaseCommand

from marketplace.kernel.sweeper import sweep_until


class Command(BaseCommand):
    help = "Does what time does by itself, by the database's clock, until SIGTERM. Several may run."

    def handle(self, *args, **options) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        sweep_until(stopping)
