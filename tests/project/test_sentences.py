"""One sentence has one owner: what is said in the code stands in it once."""

import ast
from collections import defaultdict

from source_tree import sources

ASKED = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy"}


def sentences(tree: ast.AST) -> list[str]:
    """What is said in whole sentences."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ASKED)
    words = (call.args[-1].value for call in calls if call.args and isinstance(call.args[-1], ast.Constant))
    return [said for said in words if isinstance(said, str) and said.endswith("。")]


def test_a_sentence_stands_once():
    owners = defaultdict(list)
    for path, tree in sources().items():
        for said in sentences(tree):
            owners[said].append(path)
    assert len(owners) > 150
    assert {said: paths for said, paths in owners.items() if len(paths) > 1} == {}
