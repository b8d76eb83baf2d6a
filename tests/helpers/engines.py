"""The suite's own PostgreSQL and Redis, under var/test, started by the process that collects and stopped with it.

Loaded by `-p engines` before Django's settings are: workers of xdist inherit the addresses, each takes a Redis
database of its own (pytest-django gives each its own PostgreSQL database). A second run
beside the first gets engines of its own in var/test-2, and so on.
"""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from marketplace.serve.processes import Lock, Trouble
from marketplace.serve.running import make_folder, running

ROOT = Path(__file__).resolve().parents[2]
_engines = ExitStack()


def own_folder() -> Path:
    """The first of var/test, var/test-2, ... nobody is testing in; kept until the end."""
    for number in range(1, 20):
        folder = ROOT / "var" / ("test" if number == 1 else f"test-{number}")
        make_folder(folder)
        lock = Lock(folder / "tests.lock")
        if lock.take():
            _engines.callback(lock.give_back)
            return folder
    raise Trouble("var/test から var/test-19 まで、すべて使用中です。ほかのテストを止めてください。")


def number_of_worker() -> int:
    """0 without xdist, else 1 for gw0, 2 for gw1, ..."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(worker[2:]) + 1 if worker.startswith("gw") else 0


if number := number_of_worker():
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
else:
    # Addresses in the environment are those of a real place: tests never touch it.
    for name in ("DATABASE_URL", "REDIS_URL", "EMBEDDED", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"):
        os.environ.pop(name, None)
    try:
        _engines.enter_context(running(own_folder(), fast=True))
    except Trouble as trouble:
        raise pytest.UsageError(str(trouble)) from None
    atexit.register(_engines.close)
