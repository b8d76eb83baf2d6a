"""What the documents name is there."""

import re

import pytest
from source_tree import PACKAGES, ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PLACES = [ROOT, *(ROOT / package for package in PACKAGES)]
PLACES += [folder for place in PLACES[1:] for folder in place.iterdir() if folder.is_dir()]
#: Names with a blank to fill in are no paths.
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")


def missing(text: str) -> list[str]:
    return [path for path in PATH.findall(text) if not any((place / path).exists() for place in PLACES)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_path_that_a_document_names_is_there(document):
    found = [path for path in missing(document.read_text(encoding="utf-8")) if not path.startswith("var/")]
    assert found == []


def test_a_path_that_is_not_there_is_found():
    assert missing("see `kernel/nothing.py` and `kernel/queue.py`") == ["kernel/nothing.py"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
