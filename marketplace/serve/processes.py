"""Processes: tied to the one that started them, found again when it could not end them itself.

Standard library only and Linux only; imported before Django is set up.
"""

import contextlib
import ctypes
import fcntl
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

#: Every child carries this variable with its data folder: so the next start finds what a killed one left.
MARK = "NAKAMA_VAR"
_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl


class Trouble(Exception):
    """One plain line for the person at the terminal: what is wrong and what to do about it."""


@dataclass
class Child:
    """What is needed to start one process, to know that it works, and to end it."""

    name: str
    argv: list[str]
    env: dict[str, str]
    cwd: Path
    #: Asked again and again after the start; gets the process.
    ready: Callable[[subprocess.Popen], bool]
    #: Asked every few seconds once it is ready: whether it gives a sign of life. None: that it runs is enough.
    alive: Callable[[], bool] | None = None
    #: Runs before every start; may take seconds, may raise Trouble.
    before: Callable[[], None] = lambda: None
    #: Reads the last lines of one that died before it was ever ready: a sentence if trying again is useless.
    hopeless: Callable[[Iterable[str]], str | None] = lambda lines: None
    #: Lines nobody needs to see.
    noise: re.Pattern = re.compile(r"(?!)")
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    start_within: float = 60
    stop_within: float = 10
    pass_fds: tuple[int, ...] = field(default=())


def spawn(child: Child, **streams) -> subprocess.Popen:
    """Start it in a session of its own (Ctrl-C does not reach it), with a signal for when we die.

    Call it from the main thread: the kernel sends that signal when the calling *thread* ends.
    """
    parent = os.getpid()

    def tie() -> None:
        _prctl(_PR_SET_PDEATHSIG, int(child.orphaned))
        if os.getppid() != parent:  # died between fork and here: the signal will never come
            os._exit(1)

    return subprocess.Popen(
        child.argv,
        cwd=child.cwd,
        env=child.env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=tie,
        pass_fds=child.pass_fds,
        **streams,
    )


def end_group(pid: int) -> None:
    """What a dead child left in its session's group (pool processes, helpers) goes with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def stop(child: Child, process: subprocess.Popen) -> None:
    """Ask, wait as long as the child may take, then end it."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(child.stop)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(child.stop_within)
    end_group(process.pid)
    process.wait()


def marked(var: Path) -> list[int]:
    """Processes that were started for this data folder, by us or by one that is gone."""
    want = f"{MARK}={var}".encode()

    def test(pid: int) -> bool:
        return want in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")

    return _processes(test)


def inside(folder: Path, title: str) -> list[int]:
    """Processes that work in this folder or carry this title.

    PostgreSQL's own children overwrite their environment, so the mark is lost; their working folder is the data
    folder. Where they run as another user in a container not even root may look that up: hence the title.
    """
    want = folder.stat() if folder.exists() else None

    def test(pid: int) -> bool:
        if title.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return True
        have = os.stat(f"/proc/{pid}/cwd")
        return want is not None and (have.st_dev, have.st_ino) == (want.st_dev, want.st_ino)

    return _processes(test)


def _processes(test: Callable[[int], bool]) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with contextlib.suppress(OSError):  # gone meanwhile, or another user's
                if test(int(name)):
                    found.append(int(name))
    return found


def end_all(find: Callable[[], list[int]], within: float = 5) -> None:
    """End what `find` finds until it finds nothing any more."""
    until = time.monotonic() + within
    while pids := find():
        if time.monotonic() > until:
            raise Trouble(
                f"前回の残りのプロセス（{', '.join(map(str, pids))}）を止められません。止めてから、もう一度起動してください。"
            )
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


class Lock:
    """A file lock that dies with its holder; the file says who holds it."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, None

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Held by several when shared, else by one. Without `wait`: False when somebody else has it."""
        file = open(self.path, "a+")  # noqa: SIM115 - kept open as long as the lock is held
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            file.close()
            return False
        self.file = file
        return True

    def say(self, text: str) -> None:
        self.file.truncate(0)
        self.file.write(text)
        self.file.flush()

    def said(self) -> str:
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def give_back(self) -> None:
        if self.file:
            self.file.close()
            self.file = None


def until(test: Callable[[], bool], within: float, every: float = 0.05) -> bool:
    """True as soon as the test is; False when the time is over."""
    end = time.monotonic() + within
    while not test():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True
