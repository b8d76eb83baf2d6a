"""Our own modules as syntax trees: for tests about the project as a whole."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("marketplace", "factories", "orders", "messaging")


@cache
def sources() -> dict[str, ast.Module]:
    files = [f for p in PACKAGES for f in (ROOT / p).rglob("*.py") if "migrations" not in f.parts]
    return {str(f.relative_to(ROOT)): ast.parse(f.read_text()) for f in files}
