"""Waking a worker. Work is stored in rows and swept by beat; waking only makes it sooner."""

import logging
import time
from functools import lru_cache

from celery import Celery

logger = logging.getLogger(__name__)
#: After a failure nobody waits for the broker again for this long (seconds): beat sweeps anyway.
QUIET_AFTER_FAILURE = 5.0
_quiet_until = 0.0


@lru_cache(maxsize=1)
def _sender() -> Celery:
    """A sender of its own, so that every process can wake, and one that gives up at once: no request waits for a broker."""
    app = Celery("nakama-wake", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        "max_retries": 0,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
    }
    return app


def wake(task: str) -> None:
    """Ask a worker to run `task` now. A dead broker is swallowed: the row is there, the sweep finds it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        _sender().send_task(task, retry=False, expires=30, ignore_result=True)
    except Exception as error:  # whatever the broker does, what was committed stands
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        logger.warning("could not wake %s: %s", task, type(error).__name__)
