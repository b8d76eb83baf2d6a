"""The embedded engines on a folder of their own: made, found again, shared, and refused in one line."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from marketplace.serve import engines, processes
from marketplace.serve.processes import Trouble
from marketplace.serve.running import for_command, running

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("engines")

#: Takes the engines, says so, and keeps them until a line comes.
HOLDER = """
import os, sys
from pathlib import Path
from marketplace.serve.running import running
with running(Path(sys.argv[1])):
    print(os.environ["DATABASE_URL"], flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A folder as people have them; nothing of the suite's own addresses."""
    for name in ("DATABASE_URL", "REDIS_URL", "EMBEDDED", "VAR_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "町 工場 の フォルダ" / "var"


@pytest.fixture
def holder(var):
    """Starts a second process that holds or joins the engines; returns it with the address it got."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(var)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()
    processes.end_all(lambda: of(var))


def of(var):
    """Every process of this folder that is still there."""
    return processes.marked(var) + processes.inside(var / "postgres", engines.title_of(var))


def gone(var):
    return processes.until(lambda: not of(var), within=5)


def test_groups_of_tests_stay_together(request):
    """Without its groups the suite starts two places at once and tests break each other."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@engines")


def test_made_once_and_found_again(var):
    with running(var, fast=True):
        first = os.environ["DATABASE_URL"]
        assert os.environ["EMBEDDED"] == "1"
        with psycopg.connect(first) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('旋盤')")
            encoding = connection.execute("SHOW server_encoding").fetchone()
        assert encoding == ("UTF8",)
        assert of(var)
    assert "EMBEDDED" not in os.environ
    assert not of(var), "the engines outlived the block"
    with running(var, fast=True):
        assert os.environ["DATABASE_URL"] == first
        with psycopg.connect(first) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("旋盤",)


def test_passwords_are_needed_and_nobody_else_reads_them(var):
    with running(var, fast=True):
        plan = engines.read_plan(var)
        wrong = os.environ["DATABASE_URL"].replace(plan["postgres"]["password"], "wrong")
        assert not engines.database_answers(wrong)
        assert not engines.redis_answers(plan["redis"]["port"], "wrong")
        secrets = [plan[name]["password"] for name in ("postgres", "redis")]
        lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in of(var)]
    assert lines and not any(secret in line for secret in secrets for line in lines)
    for name in ("engines.json", "redis/redis.conf"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600
    assert not (var / "postgres.password").exists()


def test_listens_on_this_machine_only_and_has_no_unix_socket(var):
    with running(var, fast=True):
        plan = engines.read_plan(var)
        ports = {f"{plan[name]['port']:04X}" for name in ("postgres", "redis")}
        table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        six = [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    listening = {tuple(row[1].split(":")) for row in table + six if row[3] == "0A"}
    assert {address for address in listening if address[1] in ports} == {("0100007F", port) for port in ports}
    assert not [path for path in var.rglob("*") if path.is_socket()]


def test_lost_addresses_do_not_lose_the_data(var):
    with running(var, fast=True), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    (var / "engines.json").write_text("{ half a fi")
    with running(var, fast=True), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_port_that_somebody_took_is_changed(var):
    with running(var, fast=True):
        before = engines.read_plan(var)["postgres"]["port"]
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections of the first time linger
        other.bind(("127.0.0.1", before))
        other.listen()
        with running(var, fast=True):
            assert engines.read_plan(var)["postgres"]["port"] != before
            assert engines.database_answers(os.environ["DATABASE_URL"])


def test_a_long_folder(var):
    long = var.with_name("長" * 50)  # 150 bytes in one name: no unix socket fits below it
    with running(long, fast=True):
        assert engines.database_answers(os.environ["DATABASE_URL"])


def test_a_second_command_joins_and_the_first_waits_for_it(var, holder):
    first, address = holder()
    second, same = holder()
    assert address == same != ""
    first.stdin.write("\n")
    first.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(0.5)
    assert engines.database_answers(address), "the owner left while another was working"
    second.communicate("\n", timeout=20)
    assert first.wait(20) == 0
    assert gone(var)


def test_kill_9_of_the_owner_ends_its_engines_and_the_next_start_works(var, holder):
    owner, address = holder()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        owner.kill()
        owner.wait()
        assert gone(var)
    with running(var, fast=True), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_busy_orphan_does_not_keep_the_next_start_out(var, holder):
    """PostgreSQL's own child that is computing when its parent dies does not notice, and blocks every restart."""
    owner, address = holder()
    connection = psycopg.connect(address, autocommit=True)
    pid = connection.info.backend_pid
    busy = "DO $$ DECLARE n int := 0; BEGIN LOOP n := (n + 1) % 1000; END LOOP; END $$"
    connection.pgconn.send_query(busy.encode())
    assert processes.until(lambda: state(pid) == "R", within=5)
    postmaster = next(p for p in of(var) if b"\0-D\0" in command_line(p))
    os.kill(owner.pid, signal.SIGSTOP)  # the owner cannot help
    os.kill(postmaster, signal.SIGKILL)
    owner.kill()
    owner.wait()
    assert state(pid) == "R", "no orphan was left: this test would show nothing"
    with running(var, fast=True):
        assert engines.database_answers(os.environ["DATABASE_URL"])
        assert state(pid) in {"", "Z"}


def state(pid):
    """R, S, Z, ... or nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("damage", ["version", "control", "empty", "file"])
def test_a_broken_data_folder_is_one_line(var, damage):
    with running(var, fast=True):
        pass
    data = var / "postgres"
    if damage == "version":
        (data / "PG_VERSION").write_text("9\n")
    elif damage == "control":
        (data / "global" / "pg_control").write_bytes(b"")
    else:
        shutil.rmtree(data)
        data.write_text("") if damage == "file" else data.mkdir()
    with pytest.raises(Trouble) as trouble, running(var, fast=True):
        pass
    assert "\n" not in str(trouble.value)
    assert str(data) in str(trouble.value)
    assert gone(var)


def test_half_a_folder_after_a_kill_is_made_anew(var):
    (var / "postgres.new").mkdir(parents=True)
    (var / "postgres.new" / "PG_VERSION").write_text("18\n")
    with running(var, fast=True):
        assert engines.database_answers(os.environ["DATABASE_URL"])
    assert not (var / "postgres.new").exists()


def test_a_folder_that_cannot_be_written_is_one_line(var):
    var.parent.mkdir(parents=True)
    var.write_text("a file where the folder should be")
    with pytest.raises(Trouble) as trouble, running(var, fast=True):
        pass
    assert "\n" not in str(trouble.value) and "VAR_DIR" in str(trouble.value)


def test_one_given_address_leaves_the_other_engine_embedded(var, monkeypatch):
    monkeypatch.setenv("REDIS_URL", settings.REDIS_URL)
    with running(var, fast=True):
        assert os.environ["REDIS_URL"] == settings.REDIS_URL
        assert engines.database_answers(os.environ["DATABASE_URL"])
        assert not (var / "redis").exists()


def test_given_addresses_start_nothing(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@127.0.0.1/theirs")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    with running(var):
        assert "EMBEDDED" not in os.environ
        assert not var.exists()


@pytest.mark.parametrize(
    "words", [["check"], ["makemigrations", "--check"], ["intake", "旋盤"], ["migrate", "--help"], []]
)
def test_commands_without_a_database_start_nothing(var, monkeypatch, words):
    monkeypatch.setenv("VAR_DIR", str(var))
    with for_command(["manage.py", *words]):
        assert "DATABASE_URL" not in os.environ
    assert not var.exists()


def test_a_command_with_a_database_gets_one(var):
    env = {**os.environ, "VAR_DIR": str(var)}
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-v",
        "0",
        "-c",
        "from django.db import connection as c; c.cursor(); print(c.pg_version)",
    ]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 150_000
    assert not of(var)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_user_namespaces(var, tmp_path, monkeypatch):
    """As in a container that forbids them; and back again: the files change hands, the data stays."""
    with running(var, fast=True), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        usual = engines.read_plan(var)["postgres"]["as"]
    forbidding = tmp_path / "bin"
    forbidding.mkdir()
    (forbidding / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (forbidding / "unshare").chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{forbidding}:{os.environ['PATH']}")
        var.parent.chmod(0o700)  # a home nobody else may enter
        with running(var, fast=True), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            assert engines.read_plan(var)["postgres"]["as"] == "setpriv"
            assert (var / "postgres").stat().st_uid != 0
            connection.execute("INSERT INTO kept VALUES ('研磨')")
    with running(var, fast=True), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("研磨",)
        assert engines.read_plan(var)["postgres"]["as"] == usual


def test_the_plan_survives_a_kill_while_it_is_written(var):
    var.mkdir(parents=True)
    engines.write_plan(var, {"postgres": {"password": "kept"}})
    (var / "engines.json.new").write_text('{"postg')
    assert engines.read_plan(var) == {"postgres": {"password": "kept"}}
    plan = engines.make_plan(var)
    assert plan["postgres"]["password"] == "kept"
    assert json.loads((var / "engines.json").read_text()) == plan
