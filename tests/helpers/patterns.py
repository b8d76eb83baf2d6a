"""Every regular expression of the place, and those shapes of one that a short text can hold up for ever."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from re import _constants as sre  # the parser's own names: there is no public way to a pattern's tree
from re import _parser

from source_tree import PACKAGES, sources

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_LOOKS = (sre.ASSERT, sre.ASSERT_NOT)


def hazards(pattern: str, flags: int = 0) -> set[str]:
    """`nested`: a repetition without an end inside another. `look`: one in a look-ahead that is tried at every place (behind
    `^` it is tried once)."""
    return set(_hazards(_parser.parse(pattern, flags), inside=False, looking=False))


def _hazards(tree, *, inside: bool, looking: bool) -> Iterator[str]:
    at_start = False
    for kind, value in tree:
        if kind in _REPEATS:
            endless = value[1] == sre.MAXREPEAT
            if endless and (inside or looking):
                yield "nested" if inside else "look"
            yield from _hazards(value[2], inside=inside or endless, looking=looking)
        elif kind is sre.SUBPATTERN:
            yield from _hazards(value[3], inside=inside, looking=looking)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from _hazards(branch, inside=inside, looking=looking)
        elif kind in _LOOKS:
            yield from _hazards(value[1], inside=inside, looking=not at_start)
        elif kind is sre.ATOMIC_GROUP:
            yield from _hazards(value, inside=inside, looking=looking)
        at_start = kind is sre.AT and value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING)


def all_patterns() -> dict[str, tuple[str, int]]:
    """Where each stands: those kept by modules, and those written where they are used."""
    found = {}
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and getattr(node.func.value, "id", "") == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found[f"{path}:{node.lineno}"] = (_text(node.args[0].value), 0)
    for package in PACKAGES:
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations" in module.name or module.name.endswith(("bootstrap", "asgi", "celery", "serve.web")):
                continue
            for name, value in vars(import_module(module.name)).items():
                for number, pattern in enumerate(_patterns_in(value)):
                    found[f"{module.name}.{name}[{number}]"] = (_text(pattern.pattern), pattern.flags & ~re.UNICODE)
    return found


def _text(pattern: str | bytes) -> str:
    return pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern


def _patterns_in(value) -> Iterator[re.Pattern]:
    kind = type(value)  # and not what a proxy of Celery says of itself
    if kind is re.Pattern:
        yield value
    elif issubclass(kind, dict):
        for one in value.values():
            yield from _patterns_in(one)
    elif issubclass(kind, (list, tuple, set, frozenset)):
        for one in value:
            yield from _patterns_in(one)
    elif is_dataclass(kind):
        for field in fields(kind):
            yield from _patterns_in(getattr(value, field.name))
