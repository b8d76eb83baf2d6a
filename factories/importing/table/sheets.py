"""From the bytes of a file to rows of text: CSV, TSV and XLSX as offices save them. Nothing in a file is ever run."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

#: What a list of firms never needs more of; `UNZIPPED_AT_MOST` is what stops a bomb.
BYTES_AT_MOST, UNZIPPED_AT_MOST, PARTS_AT_MOST, TAGS_AT_MOST = 5_000_000, 20_000_000, 500, 1_500_000
ROWS_AT_MOST, COLUMNS_AT_MOST, LETTERS_AT_MOST = 5_000, 100, 5_000
#: Titles and blank lines above and below the rows may come on top.
LINES_AT_MOST = ROWS_AT_MOST + 200
#: A formula is text to us: who exports protects such cells with an apostrophe, who imports takes it off again. Japanese
#: Excel takes the full-width signs for the plain ones.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff￾￿]")
_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class Refused(Exception):
    """The file cannot be read; `code` and `said` are worded by `factories.importing.table.messages`."""

    def __init__(self, code: str, **said: Any) -> None:
        super().__init__(code)
        self.code, self.said = code, said


@dataclass(frozen=True)
class Sheet:
    """Rows as a spreadsheet numbers them: the first is line 1. `others`: sheets of the book that were not read."""

    rows: tuple[tuple[str, ...], ...]
    kind: str
    others: tuple[str, ...] = ()


def read(content: bytes) -> Sheet:
    """Every row of the file. Raises Refused, and nothing else, for what is no table of text."""
    if len(content) > BYTES_AT_MOST:
        raise Refused("file.large", megabytes=BYTES_AT_MOST // 1_000_000)
    if not content.strip():
        raise Refused("file.empty")
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("file.old_excel")  # .xls, and books with a password
    text, kind = _decoded(content)
    return Sheet(_separated(text), kind)


def read_as_facts(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The same as facts, for a process of its own: rows, kind and others, or `refused` and what it `said`."""
    try:
        return asdict(read(content)), []
    except Refused as refusal:
        return {"refused": refusal.code, "said": refusal.said}, []


def cleaned(value: str) -> str:
    """A cell's text: full-width letters and figures made plain, half-width kana made whole, nothing unprintable."""
    text = unicodedata.normalize("NFKC", _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return text[1:].strip() if text[:1] == "'" and text[1:].startswith(FORMULA) else text


# Text


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8 with or without a mark, UTF-16 with one (Excel's "Unicode text"), else CP932."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise Refused("file.encoding", line=content.count(b"\n", 0, error.start) + 1) from None
    if b"\x00" in content:
        raise Refused("file.binary")
    failed = []
    for encoding, kind in (("utf-8-sig", "UTF-8"), ("cp932", "CP932")):
        try:
            return content.decode(encoding), kind
        except UnicodeDecodeError as error:
            failed.append(error.start)
    # Where the encoding that got furthest stopped is where the person should look.
    raise Refused("file.encoding", line=content.count(b"\n", 0, max(failed)) + 1)


def _separated(text: str) -> tuple[tuple[str, ...], ...]:
    best: list[list[str]] = []
    for delimiter in ",\t;":
        sample = _records(text[:20_000], delimiter, 30)
        width = max((len(row) for row in sample), default=0)
        if width > max((len(row) for row in best), default=0):
            best, chosen = sample, delimiter
    if not best:
        raise Refused("file.empty")
    _whole_quotations(text, chosen)
    return _within_limits(_records(text, chosen, LINES_AT_MOST + 1))


def _records(text: str, delimiter: str, at_most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= at_most:
                break
    except csv.Error:
        raise Refused("file.csv", line=len(rows) + 1) from None
    return rows


def _whole_quotations(text: str, delimiter: str) -> None:
    """A quotation that is opened and never closed would swallow every firm below it in silence."""
    number = 0
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Refused("file.quotation", line=number + 1) from None


def _within_limits(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise Refused("file.empty")
    if len(rows) > LINES_AT_MOST:
        raise Refused("file.rows", n=ROWS_AT_MOST)
    for number, row in enumerate(rows, 1):
        while row and not row[-1].strip():
            row.pop()
        if len(row) > COLUMNS_AT_MOST:
            raise Refused("file.columns", n=COLUMNS_AT_MOST, line=number)
        if any(len(cell) > LETTERS_AT_MOST for cell in row):
            raise Refused("file.cell", n=LETTERS_AT_MOST, line=number)
    return tuple(tuple(row) for row in rows)


# Workbooks


def _workbook(content: bytes) -> Sheet:
    try:
        parts = _checked_parts(content)
        book = load_workbook(_zipped(parts), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for number, sheet in enumerate(sheets):
            grid = _grid(sheet)
            if any(any(row) for row in grid):
                _fill_merged(grid, parts[sheet._worksheet_path])
                others = tuple(other.title for other in sheets[number + 1 :])
                return Sheet(_within_limits(grid), "XLSX", others)
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes its parsers raise
        raise Refused("file.workbook") from error
    raise Refused("file.empty")


def _checked_parts(content: bytes) -> dict[str, bytes]:
    """The parts of the book that are text, unpacked once within limits before any parser sees them. Pictures and the like
    are left out: nobody could open them then, whatever the book says they are."""
    infos = zipfile.ZipFile(io.BytesIO(content))
    names = [info.filename.lower() for info in infos.infolist()]
    if "xl/workbook.xml" not in names or len(names) > PARTS_AT_MOST:
        raise Refused("file.workbook")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("file.macro")
    parts: dict[str, bytes] = {}
    left = UNZIPPED_AT_MOST
    for info in infos.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with infos.open(info) as part:  # what the directory of the zip says of sizes may be a lie
            text = part.read(left + 1)
        left -= len(text)
        if left < 0 or text.count(b"<") > TAGS_AT_MOST:
            raise Refused("file.bomb")
        # No office program writes a document type; entities would be the way to a second kind of bomb.
        if not text.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or b"<!DOCTYPE" in text:
            raise Refused("file.workbook")
        if b"macroEnabled" in text and info.filename == "[Content_Types].xml":
            raise Refused("file.macro")
        parts[info.filename] = text
    return parts


def _zipped(parts: dict[str, bytes]) -> io.BytesIO:
    """Only what was looked at, as openpyxl wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out


def _grid(sheet: Any) -> list[list[str]]:
    # Without the size that the file claims for itself: it may claim anything.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=LINES_AT_MOST + 1, max_col=COLUMNS_AT_MOST + 1, values_only=True)
    return [[_text(value) for value in row] for row in rows]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _fill_merged(grid: list[list[str]], xml: bytes) -> None:
    """A merged cell's words stand in each of the cells that it covers; so many cells in all and no more."""
    budget = LINES_AT_MOST * COLUMNS_AT_MOST
    for left, top, right, bottom in _RANGE.findall(xml):
        first, last, row = _column(left), min(_column(right), COLUMNS_AT_MOST - 1), int(top) - 1
        if not 0 <= row < len(grid) or first >= len(grid[row]) or not grid[row][first]:
            continue
        words = grid[row][first]
        for cells in grid[row : int(bottom)]:
            budget -= last - first + 1
            if budget < 0:
                return
            cells += [""] * (last + 1 - len(cells))
            for place in range(first, last + 1):
                cells[place] = cells[place] or words


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
