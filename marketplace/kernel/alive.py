"""A sign of life for whoever started this process: a file that it touches."""

import contextlib
import os

#: The variable with the file's path. It exists already: a full disk takes no sign away.
ALIVE_FILE = "NAKAMA_ALIVE_FILE"


def beat() -> None:
    """Say that this process gets on with its work; to nobody, where nobody listens."""
    if path := os.environ.get(ALIVE_FILE):
        with contextlib.suppress(OSError):
            os.utime(path)
