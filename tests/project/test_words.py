"""Every word on a screen is Japanese in the source and English in the catalogue."""

import ast
import re
from pathlib import Path

import polib
import pytest
from catalogues import (
    CATALOGUE,
    CATALOGUE_OF_SCRIPTS,
    JAPANESE,
    MODULES,
    ROOT,
    SCRIPT_PARTS,
    SCRIPTS,
    TEMPLATES,
    asked,
    asked_by_scripts,
    asks,
    is_text,
    key_of,
)

from marketplace.intake.questions import QUESTIONS
from marketplace.intake.ways import REASONS, WAYS

HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
#: Japanese on purpose: legal papers, the invented town, the trade's own words and their reading, the operator's terminal.
NOT_SCREENS = (
    "marketplace/demo/",
    "marketplace/config/",
    "marketplace/serve/",
    "marketplace/intake/",
    "orders/papers/",
    "factories/catalog/taxonomy.py",
    "factories/importing/table/cells.py",
    "factories/importing/table/columns.py",
    "factories/importing/table/rows.py",
    "factories/importing/table/saying.py",
    "factories/importing/table/terms.py",
    "factories/importing/table/writing.py",
    "factories/search/query.py",
    "factories/search/text.py",
    "factories/search/trade_words.py",
    "factories/catalog/word_index.py",
    "marketplace/kernel/management/",
    "marketplace/inquiries/management/",
    "factories/catalog/management/",
)
#: Japanese on purpose in one place of a module (a function or a constant), and why: what is stored is read by several people.
KEPT_IN_JAPANESE = {
    "marketplace/kernel/text.py:ROUND_A_NUMBER": "what people type",
    "marketplace/kernel/text.py:_LOOK_ALIKES": "what people type",
    "marketplace/kernel/text.py:_BESIDE_THE_NAME": "what people type",
    "marketplace/accounts/names.py:HALLS": "what town halls are called",
    "marketplace/inquiries/templatetags/estimates.py:short_yen": "amounts as they are spoken in Japanese",
    "marketplace/sourcing/services/deadlines.py:ensure_inquiry_due": "why an inquiry and its proposals ended, kept with them",
    "marketplace/inquiries/services/inquiries.py:_title_from": "the title of an inquiry",
    "marketplace/inquiries/services/inquiries.py:teaser_from": "the public part of an inquiry",
    "marketplace/sourcing/services/inquiry_awards.py:ANOTHER_PROPOSAL": "why a proposal ended, kept with it",
    "marketplace/sourcing/services/inquiry_awards.py:ANOTHER_QUOTE": "why a quotation ended, kept with it",
    "marketplace/sourcing/services/inquiry_awards.py:ANOTHER_REVISION": "why quotations ended, kept with them",
    "marketplace/sourcing/services/opening.py:open_quotations": "why a quotation ended, kept with it",
    "messaging/rooms/kinds/order.py:say_in_order_room": "a line in a room",
    "messaging/rooms/kinds/team.py:TEAM_ROOM": "the title of a room",
    "orders/ordering/services/drafts.py:_parent_content": "what is ordered, as the statement of terms says it",
    "orders/papers/statement/paper.py:_body": "the statement of terms is Japanese",
    "orders/papers/statement/paper.py:_rule_text": "the statement of terms is Japanese",
}


_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}", re.S)
_BLOCK = re.compile(r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}", re.S)
_TAG = re.compile(r"\{% translate (\"[^\"]*\"|'[^']*')[^%]*%\}|_\((\"[^\"]*\"|'[^']*')\)")
SOURCES = [name for name in MODULES if not name.startswith(NOT_SCREENS)]


def kept(name: str, tree: ast.Module) -> dict[str, ast.AST]:
    """The places of this module that KEPT_IN_JAPANESE names."""
    places = {f"{name}:{_called(node)}": node for node in tree.body}
    return {place: places[place] for place in KEPT_IN_JAPANESE if place in places}


def _called(node) -> str:
    return getattr(node, "name", "") or ",".join(getattr(t, "id", "") for t in getattr(node, "targets", ()))


def bare_words(tree: ast.AST) -> list[tuple[int, str]]:
    """Japanese that no catalogue is asked for; documentation is for us."""
    known = {id(arg) for call in ast.walk(tree) if asks(call) for arg in call.args}
    known |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [n for n in ast.walk(tree) if is_text(n) and JAPANESE.search(n.value) and id(n) not in known]
    return [(node.lineno, node.value) for node in found]


def not_in_english(words: set[str], catalogue: Path) -> dict[str, str]:
    """What is wrong with the English of these words: by word."""
    english = {key_of(entry): entry for entry in polib.pofile(str(catalogue))}
    wrong = {}
    for word in filter(JAPANESE.search, words):
        entry = english.get(word)
        if entry is None or not entry.translated():
            wrong[word] = "is not translated"
        elif _holes(word) != _holes(entry.msgstr):
            wrong[word] = f"has other holes in {entry.msgstr!r}"
        elif JAPANESE.search(entry.msgstr):
            wrong[word] = f"is still Japanese in {entry.msgstr!r}"
    return wrong


def _holes(text: str) -> tuple[set[str], int]:
    return set(HOLES.findall(text)), text.count("%s")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_no_words_of_its_own(name):
    bare = _TAG.sub("", _BLOCK.sub("", _COMMENT.sub("", (ROOT / name).read_text())))
    assert not [line for line in bare.splitlines() if JAPANESE.search(line)]


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_has_no_words_of_its_own(name):
    tree = ast.parse((ROOT / name).read_text())
    tree.body = [node for node in tree.body if node not in kept(name, tree).values()]
    assert not bare_words(tree)


@pytest.mark.parametrize("place", KEPT_IN_JAPANESE)
def test_no_place_is_excused_for_nothing(place):
    name = place.split(":")[0]
    assert bare_words(kept(name, ast.parse((ROOT / name).read_text()))[place])


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_has_no_words_of_its_own(name):
    assert not [bare for _, bare in SCRIPT_PARTS.findall((ROOT / name).read_text()) if JAPANESE.search(bare)]


def test_every_word_has_its_english():
    assert not not_in_english(asked(), CATALOGUE)


def test_what_the_intake_says_has_its_english():
    ways = [way for kind in WAYS.values() for way in (kind.one, kind.few, kind.many)]
    said = {word for way in ways for word in (way.how, way.good_for)}
    for question in QUESTIONS:
        said |= {question.text, question.decides, *(word for c in question.choices for word in (c.label, c.hint))}
    said |= set(REASONS.values())
    assert len(said) > 150
    assert not not_in_english(said - {""}, CATALOGUE)


def test_every_word_of_a_script_has_its_english():
    assert len(asked_by_scripts()) > 15
    assert not not_in_english(asked_by_scripts(), CATALOGUE_OF_SCRIPTS)


@pytest.mark.parametrize("catalogue", [CATALOGUE, CATALOGUE_OF_SCRIPTS], ids=lambda path: path.name)
def test_the_compiled_catalogue_is_the_written_one(catalogue):
    written = {key_of(e): e.msgstr for e in polib.pofile(str(catalogue)) if e.translated()}
    compiled = {key_of(e): e.msgstr for e in polib.mofile(str(catalogue.with_suffix(".mo")))}
    assert written == compiled
