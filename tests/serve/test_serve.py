"""`manage.py serve` as people start it, in a folder with spaces and Japanese, and killed in every way."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from places import WORDS, patience, starter

from marketplace.serve import engines
from marketplace.serve.mails import line_for
from marketplace.serve.processes import until
from marketplace.serve.running import running

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("serve")]


@pytest.fixture(scope="module")
def start():
    with starter() as start:
        yield start


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("町 工場 の フォルダ") / "var"


@pytest.fixture(scope="module")
def current(start, var):
    """The place that the tests share; the ones that end it put the next one in."""
    place = start(var, HUNG_AFTER="6")
    assert place.says("動いています", within=170), place.text()
    with psycopg.connect(engines.addresses(var)[0]) as connection:
        connection.execute("CREATE TABLE kept_by_test (word text)")
    return {"place": place}


@pytest.fixture
def place(current):
    return current["place"]


def kept(var):
    with psycopg.connect(engines.addresses(var)[0]) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept_by_test ORDER BY word")]


def keep(var, word):
    """Acknowledged when this returns."""
    with psycopg.connect(engines.addresses(var)[0]) as connection:
        connection.execute("INSERT INTO kept_by_test VALUES (%s)", [word])


def test_everything_works_and_the_address_is_said(place):
    assert f"http://127.0.0.1:{place.port}/" in place.text()
    for name in WORDS:
        assert until(lambda name=name: place.works(name), within=10), name
    signins = place.var / "demo-signins.txt"
    if signins.exists():
        assert all(line in place.text() for line in signins.read_text().splitlines())


def test_only_this_machine_is_listened_to(place):
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    heard = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{place.port:04X}")]
    assert heard == [f"0100007F:{place.port:04X}"]


@pytest.mark.parametrize("name", ["daphne", "worker", "sweep", "redis", "postgres"])
def test_kill_9_of_a_child(place, name):
    keep(place.var, name)
    before = place.pid(name)
    assert before
    within = patience()
    os.kill(before, signal.SIGKILL)
    assert until(lambda: place.pid(name) not in {None, before} and place.works(name), within), place.text()
    assert place.process.poll() is None
    assert name in kept(place.var)
    for other in WORDS:
        assert until(lambda other=other: place.works(other), within=10), (name, other)


def test_parts_that_hang_are_started_again(place):
    """All at once: each is found out by a question of its own, and none by another's silence."""
    before = {name: place.pid(name) for name in WORDS}
    assert all(before.values())
    os.kill(before["postgres"], signal.SIGSTOP)
    assert place.get("/healthz") == 200, "a web process that waits for the database lives"
    for name in WORDS:
        os.kill(before[name], signal.SIGSTOP)

    def are_new() -> bool:
        return all(place.pid(name) not in {None, before[name]} and place.works(name) for name in WORDS)

    assert until(are_new, within=20 + 2 * patience(), every=0.3), place.text()
    for name in WORDS:
        assert re.search(rf"{name} が \d+ 秒応答しません", place.text())


def test_requests_wait_while_daphne_restarts(place):
    """The web socket is the supervisor's: nobody is turned away."""
    before = place.pid("daphne")
    os.kill(before, signal.SIGKILL)
    assert until(lambda: place.pid("daphne") != before, within=30)
    with socket.create_connection(("127.0.0.1", place.port), timeout=1) as connection:
        connection.settimeout(10)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_a_new_mail_is_a_line_with_its_link(place):
    folder = place.var / "mail"
    folder.mkdir(exist_ok=True)
    mail = "Subject: =?utf-8?b?44GU5L6d6aC8?=\nTo: a@example.jp\n\nhttp://127.0.0.1/x/1 をどうぞ\n"
    (folder / "20260101-000000-1.log").write_text(mail + "-" * 79 + "\n")
    assert place.says("a@example.jp ご依頼 http://127.0.0.1/x/1", within=10), place.text()
    secret = "Subject: x\nTo: b@example.jp\n\nhttp://127.0.0.1/address/s3cr3t/ をどうぞ\n"
    (folder / "20260101-000000-2.log").write_text(secret + "-" * 79 + "\n")
    assert place.says("b@example.jp x http://127.0.0.1/address/", within=10), place.text()
    assert "s3cr3t" not in place.text(), "what is no terminal is kept"


def test_a_second_start_in_the_same_folder_names_the_first(place, start):
    second = start(place.var)
    assert second.process.wait(20) == 1
    assert until(lambda: second.text().count("\n") == 1, within=5), second.text()
    assert f"http://127.0.0.1:{place.port}/" in second.text()
    assert place.works("daphne")


def test_a_busy_port_is_one_line(place, start, tmp_path):
    other = start(tmp_path / "var", port=place.port)
    assert other.process.wait(20) == 1
    assert until(lambda: other.text().count("\n") == 1, within=5), other.text()
    assert str(place.port) in other.text() and "PORT=" in other.text()
    assert not other.left()


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_none_is_one_line(start, tmp_path, port):
    place = start(tmp_path / "var", port=port)
    assert place.process.wait(20) == 1
    assert until(lambda: place.text().count("\n") == 1, within=5), place.text()
    assert f"PORT={port}" in place.text()


def test_kill_9_of_the_supervisor(current, start):
    place = current["place"]
    keep(place.var, "supervisor")
    place.process.kill()
    place.process.wait()
    assert until(lambda: not place.left(), within=30), place.left()
    current["place"] = again = start(place.var, port=place.port)
    assert again.says("動いています", within=90), again.text()
    assert "supervisor" in kept(again.var)


def test_commands_beside_a_running_place_use_its_database(current):
    place = current["place"]
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "EMBEDDED"}}
    code = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT count(*) FROM kept_by_test'); print(k.fetchone()[0])"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env={**env, "VAR_DIR": str(place.var)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(kept(place.var))
    assert place.works("postgres")


def test_ctrl_c_stops_everything_in_order(current):
    place = current["place"]
    assert place.end() == 0
    assert not place.left()
    assert "止めています" in place.text()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", place.port), timeout=1)


def test_a_preparation_that_fails_ends_the_place(current, start):
    """Its own words above, one line at the end, nothing left."""
    place = start(current["place"].var, SECRET_KEY="x", DJANGO_SETTINGS_MODULE="no.such.settings")
    assert place.process.wait(60) == 1
    assert until(lambda: place.lines and re.match(r"serve .*準備できませんでした", place.lines[-1]), within=5), (
        place.text()
    )
    assert not place.left()


def test_the_data_of_another_version_is_one_line_and_stays(current, start, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    var = current["place"].var
    with running(var), psycopg.connect(engines.addresses(var)[0]) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('orders', '0001_initial', now())"
        )
    place = start(var)
    assert place.process.wait(60) == 1
    assert until(lambda: f"mv {var} " in place.text() and f"rm -r {var} " in place.text(), within=5), place.text()
    assert "prepare" not in place.text(), "one line and nothing else"
    assert not place.left()
    assert (var / "postgres" / "PG_VERSION").exists()


def test_a_broken_data_folder_is_one_line(current, start):
    """Last: it breaks the folder."""
    var = current["place"].var
    (var / "postgres" / "global" / "pg_control").write_bytes(b"")
    place = start(var)
    assert place.process.wait(30) == 1
    last = place.lines[-1] if until(lambda: "データフォルダ" in place.text(), within=5) else place.text()
    assert last.startswith("serve ") and str(var / "postgres") in last, place.text()
    assert not place.left()


def test_mail_lines():
    assert line_for(b"Subject: s\nTo: t@x\n\nno link") == "t@x s"
    html = b"Subject: s\nTo: t@x\nContent-Type: text/html; charset=utf-8\n\n<a href='https://x.jp/1'>"
    assert line_for(html) == "t@x s https://x.jp/1"
