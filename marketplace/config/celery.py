"""The worker's application. Tasks only wake work that is stored in rows; `manage.py sweep` finds the same rows."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
os.environ.setdefault("NAKAMA_PROCESS", "worker")

from celery import Celery

app = Celery("nakama")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
