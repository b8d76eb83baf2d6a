"""What docs/trust.md says is proved has a test of that name, and what it says of all the code is so."""

import ast
import re

from source_tree import ROOT, sources

TRUST = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
#: What opens an address. Our own parts are asked whether they live (`serve`), and mail goes out by Django.
FETCHERS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}


def functions_of(path: str) -> set[str]:
    found = ROOT / path
    tree = ast.parse(found.read_text(encoding="utf-8")) if found.exists() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_that_is_named_exists():
    named = NAMED.findall(TRUST)
    missing = [f"{path}::{name}" for path, name in named if name not in functions_of(path)]
    assert len(named) > 80 and missing == []


def test_every_attack_is_proved_or_says_what_is_missing():
    lines = [line for line in TRUST.splitlines() if re.match(r"\| \d+ \|", line)]
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1)) and len(rows) >= 45
    for number, _done, _holds, proved, missing in rows:
        assert NAMED.search(proved) or missing.startswith("not yet"), number


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_nothing_of_ours_fetches_an_address():
    found = {path for path, tree in sources().items() if imported(tree) & FETCHERS}
    assert found == {"marketplace/serve/children.py"}
