"""States are spelled in their tables alone, and every move of a table is made somewhere."""

import ast
import re

import pytest
from source_tree import ROOT, sources

from marketplace.kernel.machines import all_machines

STATES = frozenset(state for machine in all_machines() for state in machine.states.values)
#: How a status is looked up, compared or held: there a bare name of a state would be a second spelling.
LOOKUP = re.compile(r"(^|__)status(__in)?$")
HOLDERS = {"hold", "in_work"}
MODULES = {name: tree for name, tree in sources().items() if not name.endswith("states.py")}


def spelled(tree: ast.AST) -> list[int]:
    """Lines on which a state is spelled out where a status is meant."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg and LOOKUP.search(node.arg):
            found += _states_in(node.value)
        elif isinstance(node, ast.Compare) and any(_is_status(side) for side in (node.left, *node.comparators)):
            found += [line for side in (node.left, *node.comparators) for line in _states_in(side)]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in HOLDERS:
            found += [line for argument in node.args[1:] for line in _states_in(argument)]
        elif isinstance(node, ast.Dict):
            found += [
                line
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "status"
                for line in _states_in(value)
            ]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and any(map(_is_status, node.args)):
            found += _keys_in(node.func.value)
        elif isinstance(node, ast.Subscript) and _is_status(node.slice):
            found += _keys_in(node.value)
    return found


def _is_status(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "status"


def _states_in(node: ast.AST) -> list[int]:
    return [n.lineno for n in ast.walk(node) if isinstance(n, ast.Constant) and n.value in STATES]


def _keys_in(node: ast.AST) -> list[int]:
    """Of a dictionary by states that is asked with a status."""
    return [line for key in getattr(node, "keys", ()) for line in _states_in(key)]


@pytest.mark.parametrize(
    "code",
    [
        'Order.objects.filter(parent__status__in=["draft"])',
        'order.status == "issued"',
        'hold(order, "draft")',
        'rows.update(status="void")',
        'Room(**{"status": "frozen"})',
        '{"selected": 1}.get(quotation.status, 2)',
        '{"draft": 1}[order.status]',
    ],
)
def test_a_spelled_state_is_found(code):
    assert spelled(ast.parse(code))


@pytest.mark.parametrize("name", MODULES)
def test_no_module_spells_a_state(name):
    assert not spelled(MODULES[name])


@pytest.mark.parametrize("machine", all_machines(), ids=lambda m: m.name)
def test_every_move_is_made(machine):
    """By a module that knows the machine and names the move."""
    constant = next(
        t.id
        for path in ROOT.glob("*/**/states.py")
        for n in ast.parse(path.read_text()).body
        if isinstance(n, ast.Assign) and isinstance(n.value, ast.Call)
        for t in n.targets
        if any(k.arg == "name" and getattr(k.value, "value", "") == machine.name for k in n.value.keywords)
    )
    said = set()
    for tree in MODULES.values():
        if any(isinstance(n, ast.Name) and n.id == constant for n in ast.walk(tree)):
            said |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    assert {*machine.births, *(move.name for move in machine.moves)} <= said
