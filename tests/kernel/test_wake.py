"""Waking reaches the broker; a broker that is dead or silent holds nobody up."""

import socket
import threading
import time

import pytest
import redis
from celery import Celery
from django.conf import settings

from marketplace.kernel import wake as module


@pytest.fixture
def sender(monkeypatch):
    """A function that gives `wake` a sender to this broker."""

    def to(url):
        monkeypatch.setattr(module, "_quiet_until", 0.0)
        module._sender.cache_clear()
        monkeypatch.setattr(settings, "CELERY_BROKER_URL", url)

    yield to
    module._sender.cache_clear()


def bounded(work, seconds):
    """Run `work` in a thread; whether it came back in time."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    return not thread.is_alive()


def test_a_task_reaches_the_queue(sender):
    sender(settings.REDIS_URL)
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("celery")
    module.wake("kernel.relay")
    assert client.llen("celery") == 1
    client.delete("celery")


def test_a_dead_broker_is_swallowed_at_once(sender):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sender(f"redis://127.0.0.1:{port}/0")
    assert bounded(lambda: module.wake("kernel.relay"), 5)
    assert module._quiet_until > time.monotonic()
    assert bounded(lambda: module.wake("kernel.relay"), 0.5), "nobody waits again for a while"


def test_a_broker_that_never_answers_is_given_up(sender):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        sender(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert bounded(lambda: module.wake("kernel.relay"), 10)
    assert module._quiet_until > time.monotonic()


def test_the_sender_is_not_the_workers_application():
    from celery import current_app

    assert isinstance(module._sender(), Celery)
    assert module._sender() is not current_app._get_current_object()
