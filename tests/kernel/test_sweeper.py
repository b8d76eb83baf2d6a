"""The process that sweeps: turns in the database, no Redis needed."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import stories
from django.conf import settings
from django.db import connection
from lines import Line

from marketplace.kernel import sweeper
from marketplace.kernel.clock import db_now
from marketplace.kernel.models import OutboxEvent, SweepTurn
from marketplace.kernel.sweeping import Chore, add_turns, sweeps, take_turn
from marketplace.serve.processes import until
from messaging.delivery.models import Delivery

TRIED = ["sourcing.openings", "kernel.relay", "delivery.deliver"]
ROOT = Path(__file__).resolve().parents[2]


def turns() -> list[str]:
    """Those that are due, taken."""
    taken = []
    while sweep := take_turn(but=[]):
        taken.append(sweep.name)
    return taken


def test_a_turn_comes_when_its_time_has_passed(db):
    add_turns()
    assert sorted(turns()) == sorted(sweep.name for sweep in sweeps)
    assert turns() == []
    add_turns()
    SweepTurn.objects.create(name="of.another_version")
    assert turns() == [], "nobody knows it"
    for turn in SweepTurn.objects.filter(name__in=[sweep.name for sweep in sweeps]):
        assert abs((turn.next_at - db_now()).total_seconds() - sweeps[turn.name].every) < 60
    SweepTurn.objects.filter(name="kernel.relay").update(next_at=db_now() - timedelta(seconds=1))
    assert take_turn(but=["kernel.relay"]) is None, "it is still running"
    assert turns() == ["kernel.relay"]


@pytest.mark.django_db(transaction=True)
def test_two_processes_share_the_turns():
    add_turns()
    together = Barrier(2)

    def take():
        try:
            together.wait(5)
            return turns()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = (work.result() for work in [pool.submit(take) for _ in range(2)])
    assert sorted(first + second) == sorted(sweep.name for sweep in sweeps)


def test_a_sweep_that_fails_as_a_whole_is_logged(db, caplog):
    def fail():
        raise ValueError("スパナが落ちました")

    sweeper._run(Chore("broken", every=1, run=fail))
    assert "broken failed" in caplog.text and "スパナ" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_seals_break_and_letters_go_out_without_redis(asked, lathe_shop, tmp_path):
    """Redis takes connections and never answers; this is all that runs."""
    stories.quoted(lathe_shop, asked, total_yen=104_000)
    stories.let_time_pass(asked, "quotations_due")
    line, known = Line(settings.REDIS_URL), settings.DATABASES["default"]
    line.swallow()
    SweepTurn.objects.bulk_create(SweepTurn(name=s.name, next_at=db_now() + timedelta(days=1)) for s in sweeps)
    database = f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{connection.settings_dict['NAME']}"
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": line.url, "VAR_DIR": str(tmp_path)}
    sweep = subprocess.Popen([sys.executable, "manage.py", "sweep"], cwd=ROOT, env=env)

    def told() -> bool:
        SweepTurn.objects.filter(name__in=TRIED).update(next_at=db_now())
        [event] = OutboxEvent.objects.filter(name="proposal.open_quotations") or [None]
        letters = Delivery.objects.filter(event_id=event.public_id) if event else Delivery.objects.none()
        return letters.exists() and not letters.exclude(status="done").exists()

    try:
        assert until(told, within=30)
        assert stories.fresh(asked).status == "assembling"
        assert list((tmp_path / "mail").iterdir())
    finally:
        sweep.terminate()
        assert sweep.wait(20) == 0
        line.close()
