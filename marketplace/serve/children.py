"""What `manage.py serve` runs besides the engines: daphne, a Celery worker, the sweep, and the preparation."""

import http.client
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import redis

from .engines import environment
from .processes import Child, Trouble

ROOT = Path(__file__).resolve().parents[2]
#: Above the 64 KiB a frame of ours may have: the consumer itself refuses what is too long, with a code.
FRAME = str(128 * 1024)


def listen(bind: str, port: int) -> socket.socket:
    """The web socket belongs to the supervisor: while daphne restarts, callers wait in line instead of failing."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    server = socket.socket(family)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((bind, port))
        server.listen(128)
    except OSError as error:
        server.close()
        if isinstance(error, PermissionError):
            raise Trouble(
                f"ポート {port} は使えません（権限がありません）。PORT=8123 make run のように選んでください。"
            ) from None
        if error.errno == 98:
            raise Trouble(
                f"ポート {port} は使用中です。PORT={port + 1} make run のように別の番号で起動してください。"
            ) from None
        raise Trouble(f"{bind} で待ち受けできません（{error.strerror}）。BIND を確かめてください。") from None
    return server


def web_answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def broker_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=None) as client:
            return client.ping()
    except redis.RedisError:
        return False


def places(var: Path, values: dict[str, str], server: socket.socket) -> list[Child]:
    """daphne, worker and sweep, in the order of their start."""
    env = {**environment(var), **values, "PYTHONUNBUFFERED": "1"}
    # Celery warns at every start that it is root; so is whoever started us, and knows it. Django's checks were
    # the preparation's: a worker that comes back does not repeat them.
    celery_env = {**env, "PYTHONWARNINGS": "ignore:::celery.platforms", "CELERY_SKIP_CHECKS": "1"}
    host, port = server.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    python, app = [sys.executable, "-m"], ["-q", "-A", "marketplace.config.celery"]
    daphne = ["marketplace.serve.web", "--fd", str(server.fileno()), "-v", "0", "--no-server-name"]
    daphne += ["--websocket-max-message-size", FRAME, "--websocket-max-frame-size", FRAME]
    worker = ["worker", "-c", "2", "-P", "prefork", "-l", "warning", "--without-gossip", "--without-mingle"]
    broker = values["REDIS_URL"]
    return [
        Child(
            name="daphne",
            argv=[*python, *daphne, "marketplace.config.asgi:application"],
            env=env,
            cwd=ROOT,
            ready=lambda process: web_answers(host, port),
            alive=lambda: web_answers(host, port),
            pass_fds=(server.fileno(),),
        ),
        # While it waits for a Redis that is away, a worker gives no sign, and need not.
        signing(
            var, "worker", [*python, "celery", *app, *worker], celery_env, excused=lambda: not broker_answers(broker)
        ),
        signing(var, "sweep", [sys.executable, str(ROOT / "manage.py"), "sweep"], env),
    ]


def signing(
    var: Path, name: str, argv: list[str], env: dict[str, str], excused: Callable[[], bool] = lambda: False
) -> Child:
    """A child that touches a file as long as it gets on with its work (`kernel/alive.py`)."""
    file, seen = var / "alive" / name, 0

    def lives() -> bool:
        """Whether the file has been touched since this was last asked, or need not be."""
        nonlocal seen
        before, seen = seen, file.stat().st_mtime_ns
        return seen != before or excused()

    def before() -> None:
        file.parent.mkdir(exist_ok=True)
        file.touch()
        lives()

    env = {**env, "NAKAMA_ALIVE_FILE": str(file)}
    return Child(name, argv, env, ROOT, ready=lambda process: lives(), before=before, alive=lives)


#: What the preparation ends with when the database was made by another version.
ANOTHER_VERSION = 3


def preparation(var: Path, values: dict[str, str]) -> Child:
    """Migrations and, into an empty embedded database, the demo town. Ends by itself."""
    env = {**environment(var), **values, "PYTHONUNBUFFERED": "1"}
    argv = [sys.executable, str(ROOT / "manage.py"), "serve", "--prepare"]
    return Child("prepare", argv, env, ROOT, ready=lambda process: True)
