"""What holds for the project as a whole: directions of imports, one place for each kind of thing, settings that refuse."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from source_tree import PACKAGES, ROOT, sources


def lint_imports(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )


def test_imports_go_down_only_and_a_planted_upward_import_is_caught(tmp_path):
    import shutil

    for name in (*PACKAGES, "pyproject.toml"):
        target = tmp_path / name
        shutil.copytree(ROOT / name, target) if (ROOT / name).is_dir() else shutil.copy(ROOT / name, target)
    clean = lint_imports(tmp_path)
    assert clean.returncode == 0, clean.stdout
    with (tmp_path / "marketplace" / "kernel" / "money.py").open("a") as file:
        file.write("\n\ndef planted():\n    from orders.ordering import models\n\n    return models\n")
    planted = lint_imports(tmp_path)
    assert planted.returncode == 1
    assert "marketplace.kernel.money -> orders.ordering.models" in planted.stdout


def test_only_the_bus_touches_the_channel_layer():
    users = {
        name
        for name, tree in sources().items()
        for n in ast.walk(tree)
        if _names(n) & {"get_channel_layer", "channel_layer"}
    }
    assert users == {"marketplace/kernel/bell.py"}


def test_nobody_sets_a_status_by_hand():
    found = []
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Attribute) and t.attr == "status" for t in node.targets
            ):
                found.append(name)
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and any(k.arg == "status" for k in node.keywords)
            ):
                found.append(name)
    # The mover itself, the lock that leaves the status as it is, and rows of the machinery that are no machines.
    assert set(found) <= {
        "marketplace/kernel/transitions.py",
        "marketplace/kernel/locking.py",
        "marketplace/kernel/queue.py",
        *(n for n in found if n.startswith("marketplace/demo/")),
    }


def test_guardian_is_used_in_grants_only():
    users = {name for name, tree in sources().items() for m in _imported(tree) if m.split(".")[0] == "guardian"}
    assert users == {"marketplace/kernel/grants.py"}
    words = {"assign_perm", "has_perm", "get_objects_for_user", "remove_perm"}
    assert {n for n, t in sources().items() for node in ast.walk(t) if _names(node) & words} == {
        "marketplace/kernel/grants.py"
    }


def test_views_and_consumers_go_through_the_door():
    """No view asks a manager for a row by itself, nor Django for an object or 404."""
    found = []
    for name, tree in sources().items():
        if "/views" in name or name.endswith("consumers.py"):
            found += [name for node in ast.walk(tree) if _names(node) & {"get_object_or_404", "get_list_or_404"}]
    assert not found


def test_no_signals():
    assert not [n for n, t in sources().items() if any(m.startswith("django.db.models.signals") for m in _imported(t))]


def test_no_persistent_connection_under_asgi():
    script = (
        "import marketplace.config.asgi; from django.conf import settings;"
        "d = settings.DATABASES['default']; print(d['CONN_MAX_AGE'], 'pool' in d['OPTIONS'])"
    )
    env = {k: v for k, v in os.environ.items() if k != "NAKAMA_PROCESS"}
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["0", "True"]
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_half_configured_installation_refuses_to_start(missing):
    given = {"DATABASE_URL": "postgresql://u@127.0.0.1/x", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "example.jp"}
    given.pop(missing)
    env = {"PATH": os.environ["PATH"], **given}
    out = subprocess.run(
        [sys.executable, "-c", "import marketplace.config.settings"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert out.returncode != 0
    assert f"{missing} is not set" in out.stderr


PRODUCTION = {
    "DATABASE_URL": "postgresql://u@127.0.0.1/x",
    "SECRET_KEY": "a text that is Long and random enough, 1 of 50 and more",
    "ALLOWED_HOSTS": "nakama.example.jp",
    "SITE_URL": "https://nakama.example.jp",
    "EMAIL_URL": "smtps://u:p@mail.example.jp",
    "TRUSTED_PROXIES": "1",
}


def settings_in(env: dict[str, str], script: str) -> subprocess.CompletedProcess:
    """A program of its own that has read the settings."""
    return subprocess.run(
        [sys.executable, "-c", f"import os; from marketplace.config import settings as s; {script}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
    )


def test_djangos_own_check_of_an_installation_finds_nothing():
    script = (
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'marketplace.config.settings'; import django; django.setup();"
        "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = settings_in(PRODUCTION, script)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (3 silenced).\n"), done.stderr


def test_cookies_of_an_installation_are_bound_to_its_host():
    done = settings_in(PRODUCTION, "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)")
    assert done.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]


@pytest.mark.parametrize("missing", ["EMAIL_URL", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("bind", ["0.0.0.0", "192.0.2.1"])
def test_others_than_this_machines_people_need_a_mail_server_and_a_name(tmp_path, bind, missing):
    given = {"EMBEDDED": "1", "BIND": bind, "EMAIL_URL": "smtp://m", "ALLOWED_HOSTS": "a.jp", "VAR_DIR": str(tmp_path)}
    assert settings_in(given, "print(s.ON_LOOPBACK, s.ALLOWED_HOSTS)").stdout == "False ['a.jp']\n"
    del given[missing]
    assert f"{missing} is not set" in settings_in(given, "pass").stderr
    env = {"PATH": os.environ["PATH"], **given}
    serve = [sys.executable, "manage.py", "serve"]
    done = subprocess.run(serve, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and len(lines) == 1 and missing in lines[0], done.stdout


def test_migrations_match_the_models(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_modules_stay_short():
    long = {n: len((ROOT / n).read_text().splitlines()) for n in sources()}
    assert not {n: length for n, length in long.items() if length > 420}


def test_dependencies_name_no_address():
    for name in ("requirements.lock", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text()


def _names(node) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {a.name for a in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
