"""Templates can be read, compare no states and reckon nothing: what they show is decided in the view object."""

import re
from pathlib import Path

import pytest
from source_tree import ROOT

from marketplace.kernel.machines import all_machines

LONGEST = 160
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATES = {state for machine in all_machines() for state in machine.states.values}
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
#: A status that is looked at, whatever for; `get_status_display` is its word.
LOOKED_AT = re.compile(r"(?<!get_)\bstatus\b(?!_display)")
COMPARED = re.compile(r"(?:==|!=|\bin)\s*\"([^\"]*)\"")
RECKONED = re.compile(r"\|(?:add|divisibleby|slice)\b|\bwidthratio\b")


def faults_of(text: str) -> list[str]:
    """What a template says that only its view object should know."""
    tags = TAG.findall(text)
    found = [f"looks at a status: {tag}" for tag in tags if LOOKED_AT.search(tag)]
    for tag in tags:
        words = {word for compared in COMPARED.findall(tag) for word in compared.split()}
        found += [f"compares a state: {tag}"] if words & STATES else []
    return found + [f"reckons: {tag}" for tag in tags if RECKONED.search(tag)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def test_there_are_templates():
    assert len(TEMPLATES) > 150


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_line_that_scrolls(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(number, len(line)) for number, line in enumerate(lines, 1) if len(line) > LONGEST] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_decides_nothing(path):
    assert faults_of(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '{% if order.status == "issued" %}',
        "{% if page.order.status in page.open %}",
        '{% if stage in "draft open" %}',
        '{% if kind == "quoting" %}',
        "{{ number|add:1 }}",
    ],
)
def test_a_decision_in_a_template_is_found(text):
    assert faults_of(text)


@pytest.mark.parametrize(
    "text", ["{{ order.get_status_display }}", "{% state_chip order %}", "{{ rows|length }}", "status"]
)
def test_what_only_shows_is_no_decision(text):
    assert faults_of(text) == []


VIEWS = [path for name in ("marketplace", "factories", "orders", "messaging") for path in (ROOT / name).rglob("*.py")]
#: Shown in the frame of the admin, which asks for more than a page.
BESIDE = {"marketplace/insight/views.py"}


def test_a_view_shows_a_page_and_nothing_else():
    """`show` hands the template its view object; nobody hands in names beside it."""
    views = [path for path in VIEWS if path.stem == "views" or path.parent.name == "views"]
    assert len(views) > 15
    others = {
        str(path.relative_to(ROOT)) for path in views if re.search(r"\brender\(", path.read_text(encoding="utf-8"))
    }
    assert others == BESIDE


def test_every_page_stands_in_a_section_that_the_navigation_knows():
    known = set(re.findall(r'nav-link name="(\w+)"', (ROOT / "templates/parts/nav.html").read_text()))
    section = re.compile(r'section: ClassVar\[str\] = "(\w*)"')
    stands = {
        name: section.findall(name.read_text())
        for package in ("marketplace", "factories", "orders", "messaging")
        for name in (ROOT / package).rglob("*.py")
    }
    assert sum(map(len, stands.values())) > 30
    assert not {name: said for name, said in stands.items() if set(said) - known}
