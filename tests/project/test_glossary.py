"""One word, one thing: the glossary and the code name the same."""

import ast
import re

from django.apps import apps
from source_tree import ROOT, sources

TABLE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
#: The names of the second column.
TERMS = re.findall(r"^\|[^|]+\| `(\w+)` \|", TABLE, re.MULTILINE)
#: Words that stood for several things, or for a picture where the trade has a word.
GIVEN_UP = {"workbench", "loosely", "teller", "scenes", "moji", "tokudai", "koba", "mitsumori"}


def names_in(tree: ast.AST) -> set[str]:
    return {
        node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }


def named() -> set[str]:
    """Modules, packages, classes, functions and fields of the code."""
    found = {part.removesuffix(".py") for path in sources() for part in path.split("/")}
    found.update(name for tree in sources().values() for name in names_in(tree))
    fields = {field.name for model in our_models() for field in model._meta.get_fields()}
    return found | fields | {name.removeprefix("is_") for name in fields}


def our_models() -> list[type]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"marketplace", "factories", "orders", "messaging"}
    ]


def test_every_term_of_the_glossary_is_a_name_of_the_code():
    assert len(TERMS) > 60
    assert sorted(set(TERMS) - named()) == []


def test_every_model_has_its_word():
    assert len(our_models()) > 40
    assert sorted({model.__name__ for model in our_models()} - set(TERMS)) == []


def test_a_term_stands_for_one_thing():
    assert sorted(term for term in set(TERMS) if TERMS.count(term) > 1) == []


def test_words_that_were_given_up_stay_away():
    """As whole words in names of modules, classes and functions."""
    assert sources()
    found = []
    for path, tree in sources().items():
        for name in names_in(tree) | {path.rsplit("/", 1)[-1].removesuffix(".py")}:
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
            found += [f"{path}: {name}" for _ in words & GIVEN_UP]
    assert found == []
