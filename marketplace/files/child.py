"""Foreign bytes are taken apart in a process of their own: bounded in memory, time and output, and ended without harm.

`in_child` is called by whoever has the bytes; `python -m marketplace.files.child` is the process. It knows neither
settings nor database, and none of our environment.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: Bytes of address space. A photo of 50 million pixels needs about half of it.
MEMORY = 1024 * 1024 * 1024
#: Seconds of computing, and of waiting for an answer.
CPU_SECONDS, WAIT_SECONDS = 10, 20
#: Bytes of an answer.
OUTPUT = 64 * 1024 * 1024
#: So many children a process at once: what they need together stays known.
AT_ONCE = 2

_places = threading.BoundedSemaphore(AT_ONCE)


class Unanswered(Exception):
    """The child was ended, or ended itself, before it had answered; or none was free in time."""


def in_child(function: str, data: bytes, *, within: float | None = None) -> tuple[dict[str, Any], list[bytes]]:
    """What `function` ("package.module:name") makes of the bytes, called as `name(data)` in a process of its own: facts, and
    parts of bytes. `within`: seconds, waiting for a place among them. To be called outside of a transaction: meanwhile
    the connection to the database goes back to the pool, which everybody needs. Raises Unanswered."""
    from marketplace.kernel.connections import give_back_connection  # not for the child, which starts without Django

    give_back_connection()
    within = WAIT_SECONDS if within is None else within
    until = time.monotonic() + within
    if not _places.acquire(timeout=max(0, within)):
        raise Unanswered
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            given.write(data)
            given.seek(0)
            done = subprocess.run(
                [sys.executable, "-m", __name__, function],
                cwd=ROOT,
                env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=given,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=max(0, until - time.monotonic()),
                start_new_session=True,
            )
            answer.seek(0)
            if done.returncode != 0:
                raise Unanswered
            facts = json.loads(answer.readline())
            return facts, [answer.read(size) for size in facts.pop("sizes")]
    except subprocess.TimeoutExpired:
        raise Unanswered from None
    finally:
        _places.release()


def main(function: str) -> None:
    """Bind oneself, then call the function with what stands on standard input."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    os.nice(10)  # whoever reads pages goes first
    module, _, name = function.partition(":")
    facts, parts = getattr(import_module(module), name)(sys.stdin.buffer.read())
    out = sys.stdout.buffer
    out.write(json.dumps({**facts, "sizes": [len(part) for part in parts]}).encode() + b"\n")
    for part in parts:
        out.write(part)


if __name__ == "__main__":
    main(sys.argv[1])
