"""Engines for the duration of one command: joined when they run already, else started and stopped again.

One process owns the engines of a folder (`engines.lock`); those who join hold `engines.users` together, and an owner
that has finished first waits for them. `manage.py serve` owns them as long as it runs and waits for nobody.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from . import engines
from .processes import Child, Lock, Trouble, spawn, stop, until

NEEDS_NO_DATABASE = {
    *("", "help", "version", "check", "diffsettings", "findstatic", "collectstatic", "intake", "serve"),
    *("makemigrations", "makemessages", "compilemessages", "startapp", "startproject", "sqlmigrate"),
}


def var_folder() -> Path:
    """VAR_DIR, else `var` beside manage.py; one spelling, however it was given."""
    return Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parents[2] / "var").resolve()


def for_command(arguments: list[str]) -> contextlib.AbstractContextManager:
    """What `manage.py` wraps around a command: the engines if it needs them, and nothing else changes."""
    command = next((word for word in arguments[1:2] if not word.startswith("-")), "")
    if command in NEEDS_NO_DATABASE or {"--help", "-h"} & set(arguments):
        return contextlib.nullcontext()
    return running(var_folder())


@contextlib.contextmanager
def running(var: Path, *, fast: bool = False) -> Iterator[None]:
    """DATABASE_URL and REDIS_URL in the environment are those of engines that answer, until the block ends."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    make_folder(var)
    owner, users = Lock(var / "engines.lock"), Lock(var / "engines.users")
    if not owner.take():
        users.take(shared=True, wait=True)  # here one waits while an owner is stopping
        if owner.take():
            users.give_back()
    try:
        if owner.file:
            owner.say(f"command {os.getpid()}")
            with started(var, fast=fast), in_environment(engines.settings_for(var)):
                try:
                    yield
                finally:
                    users.take(wait=True)  # joined by others: they finish first
        else:
            if not until(lambda: answering(var), within=60):
                raise Trouble("データベースの準備が 1 分たっても終わりません。make run の画面を確かめてください。")
            with in_environment(engines.settings_for(var)):
                yield
    finally:
        users.give_back()
        owner.give_back()


def make_folder(var: Path) -> None:
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(var, os.W_OK | os.X_OK):
            raise PermissionError(13, "書き込めません")
    except OSError as error:
        raise Trouble(
            f"フォルダ {var} を使えません（{error.strerror}）。書き込める場所を VAR_DIR で指定してください。"
        ) from None


def answering(var: Path) -> bool:
    database, _ = engines.addresses(var)
    plan = engines.read_plan(var)
    return bool(
        database
        and (os.environ.get("DATABASE_URL") or engines.database_answers(database))
        and (os.environ.get("REDIS_URL") or engines.redis_answers(plan["redis"]["port"], plan["redis"]["password"]))
    )


@contextlib.contextmanager
def started(var: Path, *, fast: bool) -> Iterator[None]:
    engines.clean_up(var)
    processes: list[tuple[Child, subprocess.Popen]] = []
    try:
        for child in engines.wanted(var, engines.make_plan(var), fast=fast):
            processes.append((child, start(child, var / f"{child.name}.log")))
        yield
    finally:
        for child, process in reversed(processes):
            stop(child, process)


def start(child: Child, log: Path) -> subprocess.Popen:
    """Start one engine and wait until it answers; what it says goes into a file."""
    child.before()
    with open(log, "w") as file:
        process = spawn(child, stdout=file, stderr=subprocess.STDOUT)
    ready = until(lambda: child.ready(process) or process.poll() is not None, child.start_within)
    if ready and process.poll() is None:
        return process
    stop(child, process)
    lines = log.read_text(errors="replace").splitlines()
    last = next((line for line in lines if "FATAL" in line), lines[-1] if lines else "応答がありません")
    raise Trouble(child.hopeless(lines) or f"{child.name} を起動できません（{last}）。{log} を確かめてください。")


@contextlib.contextmanager
def in_environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def main() -> int:
    """`python -m marketplace.serve.running FOLDER COMMAND...`: a command beside engines of its own."""
    folder, *command = sys.argv[1:]
    try:
        with running(Path(folder).resolve()):
            return subprocess.run(command).returncode
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
