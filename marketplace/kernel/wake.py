"""Waking a worker. Work is stored in rows and swept (`sweeping.py`); waking only makes it sooner."""

import logging
from functools import lru_cache

from celery import Celery

from marketplace.kernel.breaker import REDIS, Resting

logger = logging.getLogger(__name__)
LIMIT = 0.5  # seconds for the broker to take a connection, or a word


@lru_cache(maxsize=1)
def _sender() -> Celery:
    """A sender of its own, so that every process can wake, and one that gives up at once: no request waits for a broker."""
    app = Celery("nakama-wake", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        "max_retries": 0,
        "socket_timeout": LIMIT,
        "socket_connect_timeout": LIMIT,
    }
    return app


def wake(task: str) -> None:
    """Ask a worker to run `task` now. A dead broker is swallowed, and left alone while it is known to be away: the row is
    there, the sweep finds it."""
    try:
        with REDIS.attempt():
            _sender().send_task(task, retry=False, expires=30, ignore_result=True)
    except Resting:
        pass
    except Exception as error:  # whatever the broker does, what was committed stands
        logger.warning("could not wake %s: %s", task, type(error).__name__)
