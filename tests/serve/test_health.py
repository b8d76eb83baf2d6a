"""/healthz asks nothing but the process; /readyz says what is missing."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from lines import Line

from marketplace.config.health import LoopLag
from marketplace.kernel.breaker import REDIS


def test_life_asks_nothing_of_the_database(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.status_code == 200 and answer.content.startswith(b"ok")
    assert answer["Cache-Control"] == "no-store"


def test_the_loop_says_how_late_it_was():
    class Loop:
        now, due = 0.0, ()

        def time(self):
            return self.now

        def call_at(self, at, call, *args):
            self.due = at, call, args

    lag, loop = LoopLag(), Loop()
    lag.watch(loop)
    for late in (0.002, 0.7, 0.001):
        at, call, args = loop.due
        loop.now = at + late
        call(*args)
    assert lag.worst_ms == 700
    lag.watch(loop)
    assert len(lag.lags) == 4, "one look at a time"
    for _ in range(LoopLag.KEPT):
        at, call, args = loop.due
        loop.now = at
        call(*args)
    assert lag.worst_ms == 0, "what is long ago is forgotten"


def test_ready(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "redis": "ok"})


@pytest.mark.parametrize("kind", ["dead", "silent"])
def test_without_redis_the_place_is_ready(kind, client, db, monkeypatch):
    line = Line(settings.REDIS_URL)
    monkeypatch.setattr(settings, "REDIS_URL", line.url)
    if kind == "silent":
        line.swallow()
    try:
        for _ in range(2):
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
            assert "数秒遅れます" in answer.json()["redis"]
    finally:
        line.close()
        REDIS.reset()


def test_without_a_database_it_is_not(client, transactional_db, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})  # no pool, which would wait for it
    answer = client.get("/readyz")
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200, "it is back"


def test_before_the_migrations_it_is_not(client, db):
    MigrationRecorder.Migration.objects.filter(app="kernel").latest("id").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "manage.py migrate" in answer.json()["database"]
