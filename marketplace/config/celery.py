"""The worker's application. Tasks only wake work that is stored in rows; `manage.py sweep` finds the same rows."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
os.environ.setdefault("NAKAMA_PROCESS", "worker")

from celery import Celery, bootsteps

from marketplace.kernel.alive import beat


class SignsOfLife(bootsteps.StartStopStep):
    """Once a second from the worker's own loop, not from a thread that would go on when the loop hangs."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        self.timer = worker.timer.call_repeatedly(1.0, beat)

    def stop(self, worker: Any) -> None:
        self.timer.cancel()


app = Celery("nakama")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(SignsOfLife)
