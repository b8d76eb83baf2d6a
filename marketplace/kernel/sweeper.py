"""The process that sweeps. Any number may run: they share the turns, which the database keeps. It needs no Redis."""

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import DatabaseError, close_old_connections

from marketplace.kernel.alive import beat
from marketplace.kernel.sweeping import Chore, Sweep, add_turns, take_turn

logger = logging.getLogger(__name__)
#: Seconds between two looks at the turns.
TICK = 1.0
#: So many sweeps at once: a mail server that does not answer holds up letters, no opening.
AT_ONCE = 4
#: A sweep that runs for so long (seconds) hangs: the process gives no sign of life any more, and is started anew.
LONGEST = 600.0


def sweep_until(stopping: threading.Event) -> None:
    """Run every sweep whose turn has come, until told to stop. A database that is away is waited for."""
    running: dict[str, tuple[Future, float]] = {}
    has_turns = False
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sweep") as pool:
        while True:
            running = {name: (work, since) for name, (work, since) in running.items() if not work.done()}
            close_old_connections()
            try:
                if not has_turns:
                    add_turns()
                    has_turns = True
                while len(running) < AT_ONCE and (sweep := take_turn(but=running)):
                    running[sweep.name] = pool.submit(_run, sweep), time.monotonic()
            except DatabaseError as error:
                logger.warning("sweeps wait for the database: %s", type(error).__name__)
            if all(time.monotonic() - since < LONGEST for _, since in running.values()):
                beat()
            if stopping.wait(TICK):
                return


def _run(sweep: Sweep | Chore) -> None:
    close_old_connections()
    try:
        sweep.run()
    except Exception:  # its next turn tries again; the others go on
        logger.exception("sweep %s failed", sweep.name)
    finally:
        close_old_connections()
