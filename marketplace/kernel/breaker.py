"""Nobody waits for what did not answer a moment ago."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Resting(Exception):
    """It failed a moment ago: no attempt is made now."""


class Breaker:
    """Guards attempts at something that may be away. After a failure there is none for `first` seconds, doubling up to `longest`
    as long as it fails; then one at a time tries again, until one succeeds. One a process, safe in threads and tasks."""

    def __init__(self, first: float = 1.0, longest: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.first, self.longest, self.clock = first, longest, clock
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """As if nothing had ever failed."""
        self._pause, self._again_at, self._is_probing = 0.0, 0.0, False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around one attempt. Raises Resting instead of running it; what it raises itself is a failure, and raised on."""
        self._begin()
        try:
            yield
        except BaseException:
            self._failed()
            raise
        self.reset()

    def _begin(self) -> None:
        with self._lock:
            if self._pause:
                if self._is_probing or self.clock() < self._again_at:
                    raise Resting
                self._is_probing = True

    def _failed(self) -> None:
        with self._lock:
            if self._pause and not self._is_probing:
                return  # began before another one failed: that one counts for both
            self._pause = min(self._pause * 2 or self.first, self.longest)
            self._again_at, self._is_probing = self.clock() + self._pause, False


#: Bells and wakes go to the same one.
REDIS = Breaker()
