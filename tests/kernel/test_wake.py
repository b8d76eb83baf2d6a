"""Waking reaches the broker. What a dead one costs is told in `test_breaker`."""

import redis
from celery import Celery, current_app
from django.conf import settings

from marketplace.kernel import wake as module


def test_a_task_reaches_the_queue():
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("celery")
    module.wake("kernel.relay")
    assert client.llen("celery") == 1
    client.delete("celery")


def test_the_sender_is_not_the_workers_application():
    assert isinstance(module._sender(), Celery)
    assert module._sender() is not current_app._get_current_object()
