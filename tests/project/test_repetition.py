"""No block of six lines or more stands twice in views, services, forms, pages and templates."""

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

from source_tree import ROOT

SIX = 6
#: Lines that only close what another line has opened.
CLOSING = re.compile(r"(</[\w-]+>|\{% end\w+( \w+)? %\}|[\]\)},>]|\s)+")
KINDS = ("views", "services", "forms", "pages")


def _is_of(path: Path) -> bool:
    return path.stem in KINDS or any(parent.name in KINDS for parent in path.parents)


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def _modules() -> list[Path]:
    packages = ("marketplace", "factories", "orders", "messaging")
    return sorted(path for name in packages for path in (ROOT / name).rglob("*.py") if _is_of(path.relative_to(ROOT)))


def _imports(source: str) -> set[int]:
    """Lines that only say where names come from."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def _lines(path: Path) -> list[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    passed_over = _imports(source) if path.suffix == ".py" else set()
    numbered = enumerate(source.splitlines(), 1)
    said = [(number, line.strip()) for number, line in numbered if line.strip() and number not in passed_over]
    return [(number, line) for number, line in said if not CLOSING.fullmatch(line)]


def repeated(paths: list[Path]) -> list[str]:
    """Where six lines stand that stand somewhere else, too; the first place of each block."""
    places = defaultdict(list)
    for path in paths:
        lines = _lines(path)
        for start in range(len(lines) - SIX + 1):
            block = tuple(text for _number, text in lines[start : start + SIX])
            places[block].append(f"{path.relative_to(ROOT)}:{lines[start][0]}")
    return [" = ".join(where) for where in places.values() if len(where) > 1]


def test_no_block_stands_twice_in_templates():
    assert len(_templates()) > 150
    assert repeated(_templates()) == []


def test_no_block_stands_twice_in_views_services_forms_and_pages():
    assert len(_modules()) > 50
    assert repeated(_modules()) == []


def test_a_block_that_stands_twice_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    one, other, short = (tmp_path / name for name in ("one.py", "other.py", "short.py"))
    block = "\n".join(f"do({n})" for n in range(SIX))
    one.write_text(f"import this\n{block}\n")
    other.write_text(f"def f():\n    x()\n    {block.replace(chr(10), chr(10) + '    ')}\n")
    short.write_text("\n".join(block.splitlines()[: SIX - 1]))
    assert repeated([one, short]) == []
    assert repeated([one, other, short]) == ["one.py:2 = other.py:3"]
