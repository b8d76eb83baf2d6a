"""A started `manage.py serve`, looked at and ended from outside: for tests that need the real processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from marketplace.serve import engines, processes
from marketplace.serve.processes import until

ROOT = Path(__file__).resolve().parents[2]
BACK_WITHIN = 5.0
PROGRAM_STARTS_IN = 1.2
#: Words in the command line that tell the children apart.
WORDS = {
    "postgres": b"/bin/postgres\0-D",
    "redis": b"redis-server",
    "daphne": b"\0marketplace.serve.web\0",
    "worker": b"\0worker\0",
    "sweep": b"\0sweep\0",
}


@dataclass
class Place:
    """A started `manage.py serve`, what it printed, and how to look at its parts from outside."""

    var: Path
    port: int
    process: subprocess.Popen
    lines: list[str] = field(default_factory=list)

    def text(self):
        return "".join(self.lines)

    def says(self, words, within=60):
        """True as soon as it printed this; False when it ended or the time is over."""
        until(lambda: words in self.text() or self.process.poll() is not None, within)
        return words in self.text()

    def pid(self, name):
        """The child's process now, None while there is none."""
        for child in filter(str.isdigit, os.listdir("/proc")):
            try:
                line = Path(f"/proc/{child}/cmdline").read_bytes()
                parent = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.process.pid and WORDS[name] in line:
                return int(child)
        return None

    def works(self, name):
        """Asked from outside, not what the supervisor believes."""
        database, broker = engines.addresses(self.var)
        redis = engines.read_plan(self.var)["redis"]
        if name == "postgres":
            return engines.database_answers(database)
        if name == "redis":
            return engines.redis_answers(redis["port"], redis["password"])
        if name == "daphne":
            return self.get("/healthz") == 200
        if name == "worker":
            try:
                with Celery(broker=broker) as app:
                    return bool(app.control.ping(timeout=0.3))
            except (OSError, RedisError, OperationalError):
                return False
        with contextlib.suppress(OSError):
            return self.pid("sweep") is not None and time.time() - (self.var / "alive" / "sweep").stat().st_mtime < 3
        return False

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def left(self):
        return processes.marked(self.var) + processes.inside(self.var / "postgres", engines.title_of(self.var))

    def end(self):
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def memory(place: Place) -> int:
    """Bytes that the web process has needed at most."""
    fields = Path(f"/proc/{place.pid('daphne')}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in fields if line.startswith("VmHWM"))


def patience():
    """Twice the 5 s that a machine with nothing else to do needs at most; more on one that starts programs slower now."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import celery.bin.celery, django.db"], check=True)
    return BACK_WITHIN * max(2, 2 * (time.monotonic() - began) / PROGRAM_STARTS_IN)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def starter():
    """A function that starts places; whatever is left running at the end is ended. DEMO=0: without the demo town."""
    started = []
    mine = {"DATABASE_URL", "REDIS_URL", "EMBEDDED", "VAR_DIR", "DEMO", "NAKAMA_PROCESS"}
    env = {name: value for name, value in os.environ.items() if name not in mine}

    def start(var, port=None, **more):
        port = port or free_port()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**env, "VAR_DIR": str(var), "PORT": str(port), "DEMO": "0", **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        place = Place(var, port, process)
        threading.Thread(target=lambda: place.lines.extend(process.stdout), daemon=True).start()
        started.append(place)
        return place

    yield start
    for place in started:
        place.process.kill()
        place.process.wait()
        processes.end_all(place.left)
