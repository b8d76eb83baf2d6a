"""Waking a worker. Work is stored in rows and swept by beat; waking only makes it sooner."""

import logging
import time

from celery import current_app

logger = logging.getLogger(__name__)
#: After a failure nobody waits for the broker again for this long (seconds): beat sweeps anyway.
QUIET_AFTER_FAILURE = 5.0
_quiet_until = 0.0


def wake(task: str) -> None:
    """Ask a worker to run `task` now. A dead broker is swallowed: the row is there, the sweep finds it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, retry=False, expires=30)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, what was committed stands
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        logger.warning("could not wake %s: %s", task, type(error).__name__)
