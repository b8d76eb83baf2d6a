"""The bootstrap: nothing but names, versions and hashes in the lock, and one plain line for everything that fails."""

import http.server
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "marketplace" / "serve" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The module, working in a folder of its own and finding no tool but those a test puts into `bin`."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "BOOT": tmp_path / ".venv-boot"}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "LOG", tmp_path / "var" / "bootstrap.log")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))] + ["SSL_CERT_FILE"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return module


def tool(folder, name, script):
    path = folder / "bin" / name
    path.write_text("#!/bin/sh\n" + script + "\n")
    path.chmod(0o755)


def blocks():
    text = (ROOT / "requirements.lock").read_text()
    return re.findall(r"^[a-z0-9].*(?:\n    .*)*", text, re.MULTILINE)


def test_the_lock_names_no_address_and_hashes_everything():
    assert "//" not in (ROOT / "requirements.lock").read_text()
    assert blocks()
    for block in blocks():
        assert re.match(r"[a-z0-9-]+==[^ ]+", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_the_lock_has_everything_that_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.match(r"[\w-]+", line)[0].lower() for line in asked}
    assert names <= {block.partition("==")[0] for block in blocks()}


LOCKED = """version = 1
requires-python = ">=3.11"
package = [
  { name = "place", version = "1", source = { virtual = "." }, dependencies = [{ name = "idna" }] },
  { name = "idna", version = "3.6", source = { registry = "../mirror" }, sdist = { path = "idna-3.6.tar.gz" } },
]
"""


class Advisories(http.server.BaseHTTPRequestHandler):
    """As OSV answers: one thing is known against idna 3.6."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.say({"results": [{"vulns": [{"id": "PYSEC-2024-60", "modified": "2024-07-11T00:00:00Z"}]}]})

    def do_GET(self):
        self.say({"id": "PYSEC-2024-60", "modified": "2024-07-11T00:00:00Z", "summary": "takes long", "affected": []})

    def say(self, words):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(words).encode())

    def log_message(self, *_words):
        pass


@pytest.fixture
def small(bootstrap, tmp_path, monkeypatch):
    """A place of one package; of uv all but the looking up of packages is real."""
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    bootstrap.LOCK.write_text("idna==3.6 \\\n    --hash=sha256:00\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "place"\nversion = "1"\n\n[tool.uv]\n')
    (tmp_path / "uv.lock").write_text(LOCKED)
    lock = f'/bin/cp "{tmp_path}/uv.lock" "{tmp_path}/var/audit/"'
    tool(tmp_path, "uv", f'case "$1" in lock) {lock};; *) exec "{Path(sys.executable).with_name("uv")}" "$@";; esac')
    return bootstrap


def test_what_is_known_against_a_locked_package_is_said(small, monkeypatch, capfd):
    with http.server.HTTPServer(("127.0.0.1", 0), Advisories) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        address = f"--service-url http://127.0.0.1:{service.server_port}/"
        monkeypatch.setenv("ARGS", address)
        assert small.main(["audit"]) == 1
        assert "PYSEC-2024-60: takes long" in capfd.readouterr().out
        bill = json.loads((small.ROOT / "var" / "sbom.cdx.json").read_text())
        assert (bill["bomFormat"], [part["purl"] for part in bill["components"]]) == (
            "CycloneDX",
            ["pkg:pypi/idna@3.6"],
        )
        monkeypatch.setenv("ARGS", address + " --ignore PYSEC-2024-60")
        assert small.main(["audit"]) == 0
        service.shutdown()
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert small.main(["audit"]) == 2, "nobody is there any more"
    assert "調べられませんでした" in capfd.readouterr().out


def test_a_bill_that_is_not_of_the_lock_is_none(small, capsys):
    small.LOCK.write_text("idna==3.7 \\\n    --hash=sha256:00\n")
    assert small.main(["audit"]) == 2 and "合いません" in capsys.readouterr().out


def test_no_address_is_written_in_what_installs():
    for path in (FILE, ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"):
        assert not re.search(r"https?://", path.read_text()), path


def test_an_unknown_word_is_one_line():
    done = subprocess.run([sys.executable, str(FILE), "fly"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (1, 1, "")


def test_packages_that_do_not_come_are_one_line(bootstrap, tmp_path, capsys):
    tool(tmp_path, "uv", 'echo "no route to anywhere" >&2; exit 2')
    assert bootstrap.main(["run"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2 and "var/bootstrap.log" in said[-1]  # what it is doing, and what went wrong
    assert "no route to anywhere" in bootstrap.LOG.read_text()
    assert not (tmp_path / ".venv" / "made-from").exists()


def test_a_made_environment_is_not_made_again(bootstrap, tmp_path, capsys):
    tool(
        tmp_path,
        "uv",
        f'echo "$@" >> "{tmp_path}/calls"; mkdir -p .venv/bin; ln -sf "{sys.executable}" .venv/bin/python',
    )
    tool(tmp_path, "mkdir", 'exec /bin/mkdir "$@"')
    tool(tmp_path, "ln", 'exec /bin/ln "$@"')
    bootstrap.LOG.parent.mkdir()
    bootstrap.ensure_packages()
    calls = (tmp_path / "calls").read_text()
    assert "venv" in calls and "pip sync --require-hashes --compile-bytecode" in calls
    bootstrap.ensure_packages()
    assert (tmp_path / "calls").read_text() == calls


def test_uv_hears_of_pips_package_source_but_never_overrides_its_own(bootstrap, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "file:///mirror")
    monkeypatch.setenv("PIP_TRUSTED_HOST", "a\n b")
    env = bootstrap.uv_environment(sys.executable)
    assert (env["UV_DEFAULT_INDEX"], env["UV_INSECURE_HOST"]) == ("file:///mirror", "a b")
    assert env["UV_PYTHON_DOWNLOADS"] == "never"
    monkeypatch.setenv("UV_INDEX_URL", "file:///own")
    assert "UV_DEFAULT_INDEX" not in bootstrap.uv_environment(sys.executable)


def test_a_python_that_does_not_fit_is_one_line(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 14, 0))
    with pytest.raises(bootstrap.Trouble, match="3.11"):
        bootstrap.fitting_python()
    tool(bootstrap.ROOT, "python3.12", "")
    assert bootstrap.fitting_python() == str(bootstrap.ROOT / "bin" / "python3.12")


@pytest.mark.parametrize("apt", [False, True])
def test_what_an_ordinary_user_cannot_install_is_named(bootstrap, monkeypatch, apt):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    if apt:
        tool(bootstrap.ROOT, "apt-get", "exit 1")
    tool(bootstrap.ROOT, "ldconfig", "echo libc.so.6")
    with pytest.raises(bootstrap.Trouble) as trouble:
        bootstrap.ensure_browser()
    assert "chromium-headless-shell fonts-ipaexfont-gothic libatomic1" in str(trouble.value)
    assert "\n" not in str(trouble.value)


def test_the_proxy_of_the_tests_is_no_service_of_this_machine(bootstrap, monkeypatch):
    which = shutil.which
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name, path=None: which(name))  # not the one of this machine
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    for name in ("apt-get", "update-rc.d", "service", "env"):
        call = f'echo "{name} $*" >> "{bootstrap.ROOT}/calls"'
        tool(bootstrap.ROOT, name, f'{call}; shift; exec "$@"' if name == "env" else call)
    bootstrap.LOG.parent.mkdir()
    bootstrap.ensure_proxy()
    calls = (bootstrap.ROOT / "calls").read_text()
    assert "install -y --no-install-recommends nginx-light openssl" in calls
    assert calls.endswith("update-rc.d nginx disable\nservice nginx stop\n")


def test_nothing_is_installed_that_is_there(bootstrap):
    tool(bootstrap.ROOT, "google-chrome", "")
    tool(bootstrap.ROOT, "fc-list", 'echo "IPAexGothic"')
    tool(bootstrap.ROOT, "ldconfig", "echo libatomic.so.1")
    bootstrap.ensure_browser()  # would ask for apt-get, which is not there
