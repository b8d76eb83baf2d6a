"""`manage.py serve`: everything in one terminal, each part again when it dies, all of it gone when we go.

Parts start in order, each when the one before it answers. A part that dies starts again after 0.2 s, doubling to 5 s
as long as it keeps dying quickly; six quick deaths end the whole place with one line. One that gives no sign of life for
HUNG_AFTER seconds (30) is ended, and so starts again. The first Ctrl-C stops the sweep,
worker, daphne, Redis and PostgreSQL in that order, the second kills them. An end that cannot be handled (kill -9)
reaches the children through the kernel, and what still remains is ended by the next start.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Awaitable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from . import children, engines
from .mails import watch_mails
from .processes import Child, Lock, Trouble, end_all, end_group, marked, spawn, stop
from .running import make_folder, var_folder

FIRST_DELAY, LONGEST_DELAY = 0.2, 5.0
#: A death within this long after being ready is a quick one (seconds).
QUICK = 5.0
QUICK_DEATHS = 6
#: Seconds between two questions whether a part lives.
ASK_EVERY = 2.0
_one_at_a_time = threading.Lock()


@dataclass
class Part:
    """A child and what is known about its present process."""

    child: Child
    process: subprocess.Popen | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=50))
    listener: threading.Thread | None = None


def say(name: str, text: str) -> None:
    """One whole line; nobody reading any more is no reason to stop."""
    with _one_at_a_time, contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{name:<8} | {text}\n")
        sys.stdout.flush()


def listen_to(part: Part) -> None:
    """Every line of the process to the terminal, in a thread that ends with its pipe."""

    def copy(stream: IO[bytes]) -> None:
        for line in stream:
            text = line.decode(errors="replace").rstrip()
            if not part.child.noise.search(text):
                part.lines.append(text)
                say(part.child.name, text)

    part.listener = threading.Thread(target=copy, args=(part.process.stdout,), daemon=True)
    part.listener.start()


def begin(part: Part) -> asyncio.Future:
    """Start the process; the future is done when it has died."""
    part.lines.clear()
    part.process = spawn(part.child, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    listen_to(part)
    return asyncio.get_running_loop().run_in_executor(None, part.process.wait)


async def until_ready(part: Part, died: asyncio.Future) -> bool:
    """False when it died first, or did not get ready in its time (then it is ended)."""
    end = time.monotonic() + part.child.start_within
    while not died.done() and time.monotonic() < end:
        if await asyncio.to_thread(part.child.ready, part.process):
            return not died.done()
        await asyncio.wait([died], timeout=0.1)
    end_group(part.process.pid)
    await died
    return False


async def until_dead(part: Part, died: asyncio.Future, hung_after: float) -> None:
    """Returns when it has died. One that has given no sign of life for so long is ended: counted in questions, not by the
    clock, so that a machine that was suspended is not met by a massacre."""
    silent, question = 0, None
    while part.child.alive and not died.done():
        question = question or asyncio.ensure_future(asyncio.to_thread(_lives, part.child))
        await asyncio.wait([died], timeout=ASK_EVERY)
        silent += 1
        if question.done():
            silent, question = (0 if question.result() else silent), None
        if silent * ASK_EVERY >= hung_after and not died.done():
            say("serve", f"{part.child.name} が {silent * ASK_EVERY:.0f} 秒応答しません。止めて起動し直します。")
            end_group(part.process.pid)
            break
    await died


def _lives(child: Child) -> bool:
    try:
        return child.alive()
    except Exception:  # a question that cannot be asked has no answer
        return False


async def keep(part: Part, hung_after: float = 30) -> None:
    """Run the child again and again, until cancelled. Ends only by Trouble."""
    name, delay, deaths, was_ready = part.child.name, FIRST_DELAY, 0, False
    while True:
        await asyncio.to_thread(part.child.before)
        died, since, quick = begin(part), time.monotonic(), True
        if await until_ready(part, died):
            part.ready.set()
            if was_ready:
                say("serve", f"{name} が戻りました（{time.monotonic() - since:.1f} 秒）。")
            was_ready, since = True, time.monotonic()
            await until_dead(part, died, hung_after)
            quick = time.monotonic() - since < QUICK
        part.ready.clear()
        deaths, delay = (deaths + 1, delay) if quick else (0, FIRST_DELAY)
        end_group(part.process.pid)
        await asyncio.to_thread(part.listener.join, 1.0)  # its last words may still be in the pipe
        last = part.lines[-1] if part.lines else f"終了コード {part.process.returncode}"
        if not was_ready and (reason := part.child.hopeless(part.lines)):
            raise Trouble(reason)
        if deaths >= QUICK_DEATHS:
            raise Trouble(
                f"{name} が続けて {deaths} 回止まりました（{last}）。上の {name} の行を確かめて直し、もう一度起動してください。"
            )
        say(
            "serve",
            f"{name} が止まりました（終了コード {part.process.returncode}）。{delay:.1f} 秒後に起動し直します。",
        )
        await asyncio.sleep(delay)
        delay = min(delay * 2, LONGEST_DELAY)


async def end(parts: list[Part], interrupted: asyncio.Event) -> None:
    """In the reverse order of the start; a second signal kills what is left at once."""
    for part in reversed(parts):
        if part.process is None or part.process.poll() is not None:
            continue
        stopping = asyncio.create_task(asyncio.to_thread(stop, part.child, part.process))
        second = asyncio.create_task(interrupted.wait())
        await asyncio.wait([stopping, second], return_when=asyncio.FIRST_COMPLETED)
        second.cancel()
        if not stopping.done():
            end_group(part.process.pid)
            await stopping


async def serve(var: Path, port: int, bind: str, hung_after: float) -> None:
    """Runs until a signal comes; raises Trouble when it cannot."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(32))  # one waits in each for a child to die
    first, second = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda: (second if first.is_set() else first).set())
    server = children.listen(bind, port)
    parts: list[Part] = []
    tasks: list[asyncio.Task] = []

    async def start(*those: Child) -> None:
        """Together; waits until all of them are ready."""
        for child in those:
            parts.append(Part(child))
            tasks.append(asyncio.create_task(keep(parts[-1], hung_after)))
        for part in parts[-len(those) :]:
            await first_of(part.ready.wait())

    async def first_of(work: Iterable[Awaitable]) -> None:
        """Wait for this, unless the end comes first: a signal (Leaving) or a part that gave up (its Trouble)."""
        work, leave = asyncio.ensure_future(work), asyncio.create_task(first.wait())
        try:
            done, _ = await asyncio.wait([work, leave, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            leave.cancel()
            if not work.done():
                work.cancel()
        for task in done - {work, leave}:
            task.result()
        if leave in done:
            raise Leaving
        work.result()

    try:
        began = time.monotonic()
        engines.clean_up(var)
        plan = engines.make_plan(var)
        for child in engines.wanted(var, plan):
            await start(child)
        values = {**engines.settings_for(var), "PORT": str(port), "BIND": bind}
        say("serve", "データベースを準備しています。")
        parts.append(Part(children.preparation(var, values)))
        await first_of(begin(parts[-1]))
        code = parts.pop().process.returncode
        if code == children.ANOTHER_VERSION:
            raise Trouble(another_version(var, is_embedded=values["EMBEDDED"] == "1"))
        if code:
            raise Trouble(
                "データベースを準備できませんでした。上の prepare の行を確かめて直し、もう一度起動してください。"
            )
        await start(*children.places(var, values, server))
        tasks.append(asyncio.create_task(watch_mails(var / "mail", lambda text: say("mail", text))))
        greet(var, bind, port, time.monotonic() - began)
        await first_of(asyncio.Event().wait())
    except Leaving:
        say("serve", "止めています。")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await end(parts, second)
        server.close()
        await asyncio.to_thread(end_all, lambda: marked(var))


def another_version(var: Path, *, is_embedded: bool) -> str:
    if not is_embedded:
        return "DATABASE_URL のデータベースは前の版のものです。空のデータベースを指定して、もう一度起動してください。"
    return f"前の版のデータなので起動しません。残すなら mv {var} {var}.old、要らなければ rm -r {var} のあと、もう一度起動してください。"


class Leaving(Exception):
    """A signal asked us to stop."""


def greet(var: Path, bind: str, port: int, seconds: float) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)
    say("serve", f"動いています（{seconds:.1f} 秒）。ブラウザーで開いてください: http://{host}:{port}/")
    with contextlib.suppress(OSError):
        for line in (var / "demo-signins.txt").read_text().splitlines():
            say("serve", line)
    say("serve", "止めるには Ctrl-C。")


def bind_address() -> str:
    """Where the web process listens. Others than this machine's people are let in when they can be sent their codes."""
    bind = os.environ.get("BIND") or "127.0.0.1"
    missing = [name for name in ("EMAIL_URL", "ALLOWED_HOSTS") if not os.environ.get(name)]
    if bind in {"127.0.0.1", "::1", "localhost"} or not missing:
        return bind
    raise Trouble(
        f"BIND={bind} ではほかの機械からも開けます。{'、'.join(missing)} を決めてから、もう一度起動してください"
        "（確認コードを送るメールサーバーと、このサイトの名前。docs/running.md）。"
    )


def port_number() -> int:
    text = os.environ.get("PORT") or "8000"
    if text.isdecimal() and 0 < int(text) < 65_536:
        return int(text)
    raise Trouble(f"PORT={text} は番号ではありません。PORT=8123 make run のように 1 から 65535 で指定してください。")


def hung_after() -> float:
    text = os.environ.get("HUNG_AFTER") or "30"
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise Trouble(f"HUNG_AFTER={text} は秒数ではありません。HUNG_AFTER=60 make run のように指定してください。")


def own(lock: Lock, var: Path, port: int) -> None:
    """The folder's engines are ours, or Trouble. A command that has them may take a moment to finish."""
    end_of_patience = time.monotonic() + 10
    while not lock.take():
        holder = lock.said()
        if holder.startswith("serve"):
            raise Trouble(
                f"このフォルダではもう動いています: {holder.split()[-1]} 。そちらを使うか、止めてから起動してください。"
            )
        if time.monotonic() > end_of_patience:
            raise Trouble(
                f"ほかの manage.py（{holder}）がデータベースを使っています。終わってから、もう一度起動してください。"
            )
        time.sleep(0.1)
    lock.say(f"serve {os.getpid()} http://127.0.0.1:{port}/")


def main() -> int:
    """0 after Ctrl-C; 1 with one plain line when something is wrong."""
    sys.stdout.reconfigure(errors="replace")
    var = var_folder()
    lock = Lock(var / "engines.lock")
    try:
        make_folder(var)
        port, bind, patience = port_number(), bind_address(), hung_after()
        own(lock, var, port)
        asyncio.run(serve(var, port, bind, patience))
        return 0
    except Trouble as trouble:
        say("serve", str(trouble))
    except OSError as error:
        say(
            "serve",
            f"{error.filename or var} を使えません（{error.strerror}）。権限と空き容量を確かめて、もう一度起動してください。",
        )
    finally:
        lock.give_back()
    return 1
