"""No text holds up who reads it: neither by the shape of a pattern nor by what stands in it."""

import time

import pytest
from lists import csv_of, rows_of
from patterns import all_patterns, hazards

from factories.catalog.taxonomy import packaged
from factories.importing.table.columns import TITLES
from factories.search.query import Places
from factories.search.query import read as read_search
from marketplace.files.contents import identify
from marketplace.intake import read as read_inquiry
from marketplace.kernel.text import kept_text, plain

#: Nested, and yet every text has one way through them: what is repeated inside cannot begin what is repeated outside.
ONE_WAY = {
    r"[a-z]{1,8}[-‐/ ]?\d[a-z\d]*(?:[-/.][a-z\d]+)*|\d+[a-z]{1,3}\d*(?![a-z])",
    "^uv==(?:.*\\\\\\n)*.*\\n",  # of our own lock file
}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"(999[\r\n]+.*[\r\n]+)*\s*0", {"nested"}),
        (r"(?:a|b+)*c", {"nested"}),
        (r"[、,]+(?![^()]*\))", {"look"}),
        (r"^(?!.*鉄).*樹脂", set()),
        (r"a+b{1,3}(?:c{2}){4}(?=d)", set()),
    ],
)
def test_hazards_are_found(pattern, found):
    assert hazards(pattern) == found


def test_no_pattern_is_hazardous():
    patterns = all_patterns()
    assert len(patterns) > 300
    wrong = {where: text for where, (text, flags) in patterns.items() if hazards(text, flags) and text not in ONE_WAY}
    assert wrong == {}


#: Pieces that are repeated, and how the text ends then.
PIECES = ("、", "、 ", "(", "（あ", "1", "1x", " a", "-1", "a\n", "1,", "〜1", "十", "1mm ", "0.", "1個", "千万", "φ", "999\r\r", "・/", "A-1-")  # fmt: skip
LENGTH = 4_900
#: Seconds of computing. The slowest takes a twentieth of it; what was mended took ten times as long.
AT_MOST = 2


def cell(column: str, text: str) -> None:
    columns = {"name": "森研磨", "municipality": "東京都大田区", "phone": "", column: text}
    rows_of(csv_of(tuple(columns.values()), columns=tuple(columns)))


READERS = {f"cell of {column}": lambda text, column=column: cell(column, text) for column in TITLES} | {
    "inquiry": lambda text: read_inquiry(text * 4),
    "search": lambda text: read_search(text, taxonomy=packaged(), places=Places(())),
    "processes": lambda text: packaged().find_processes(text, limit=1),
    "materials": lambda text: packaged().find_materials(text, limit=1),
    "plain": plain,
    "kept": kept_text,
    "file": lambda text: identify(text.encode()),
}


@pytest.mark.parametrize("reader", READERS)
def test_nobody_is_held_up_by_a_text(reader):
    READERS[reader]("アルミ")  # what is loaded once does not count
    slow = {}
    for piece in PIECES:
        text = (piece * LENGTH)[:LENGTH] + "b)"
        began = time.process_time()
        READERS[reader](text)
        if (took := time.process_time() - began) > AT_MOST:
            slow[piece] = took
    assert slow == {}
