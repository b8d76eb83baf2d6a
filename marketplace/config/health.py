"""What a machine asks: whether this process lives, and whether the place can be used."""

import asyncio
from collections import deque
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from marketplace.kernel.breaker import REDIS, Resting

#: Nobody between keeps an answer.
FRESH = {"Cache-Control": "no-store"}


class LoopLag:
    """How late the loop is with what was due: looked at every `EVERY` seconds, the last `KEPT` looks remembered."""

    EVERY, KEPT = 0.25, 60

    def __init__(self) -> None:
        self.lags: deque[float] = deque(maxlen=self.KEPT)
        self.loop: asyncio.AbstractEventLoop | None = None

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on; this loop once."""
        if loop is not self.loop:
            self.loop = loop
            self._look(loop.time())

    def _look(self, due: float) -> None:
        now = self.loop.time()
        self.lags.append(now - due)
        self.loop.call_at(now + self.EVERY, self._look, now + self.EVERY)

    @property
    def worst_ms(self) -> int:
        return round(max(self.lags, default=0) * 1000)


LAG = LoopLag()


def healthz(request: HttpRequest | None) -> HttpResponse:
    """This process answers. Asks nothing of the database."""
    return HttpResponse(f"ok, loop lag {LAG.worst_ms} ms\n", content_type="text/plain", headers=FRESH)


async def healthz_from_the_loop(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The same from the loop itself: no thread and no middleware, which a database that is away could hold up."""
    LAG.watch(asyncio.get_running_loop())
    answer = healthz(None)
    headers = [(name.encode(), value.encode()) for name, value in answer.items()]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 where pages can be shown, with words where Redis is away: everything works then, a little later. 503 without a
    database that fits this version; one that is away is waited for as long as the pool waits (10 s)."""
    database, broker = _database(), _redis()
    status = 503 if database else 200
    words = {
        "status": "down" if database else "degraded" if broker else "ok",
        "database": database or "ok",
        "redis": broker or "ok",
    }
    return JsonResponse(words, status=status, headers=FRESH, json_dumps_params={"ensure_ascii": False})


healthz.gate = readyz.gate = "public"


def _database() -> str:
    """What is wrong with it; nothing: an empty text."""
    try:
        missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    except Error as error:
        return _("つながりません(%(why)s)。") % {"why": type(error).__name__}
    if missing:
        return _("準備が終わっていません。manage.py migrate を実行してください。")
    return ""


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _redis() -> str:
    """The same; one that failed a moment ago is not asked again."""
    try:
        with (
            REDIS.attempt(),
            redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None
            ) as client,
        ):
            client.ping()
    except (redis.RedisError, Resting):
        return _("つながりません。画面の知らせが数秒遅れます。ほかは動いています。")
    return ""
