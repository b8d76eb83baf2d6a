"""The directory as a file that opens in a spreadsheet and can be imported again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from factories.importing.table.columns import LIMITS_TITLE, TITLES
from factories.importing.table.sheets import FORMULA, LETTERS_AT_MOST

#: By what the address asks for: content type and ending of the name. `sjis`: for programs that know nothing else.
FORMATS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "sjis": ("text/csv; charset=shift_jis", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
#: How a row may look, on a sheet of its own so that nobody imports it.
EXAMPLE = {
    "name": "森研磨", "kana": "もりけんま", "municipality": "東京都大田区", "address": "羽田1-2-3", "phone": "03-0000-1111",
    "fax": "03-0000-1112", "employees": "6人", "processes": "平面研削、円筒・内面研削", "materials": "普通鋼、ステンレス",
    "size": "300×200×100", "tolerance": "±0.01", "lot": "1〜200個", "machines": "平面研削盤 PSG-63 2台",
    "strengths": "薄い板を反らさずに磨きます", "certificates": "ISO 9001", "channel": "FAX", "email": "", "line_name": "",
    "consented_by": "森 実", "consented_on": "令和8年4月1日",
}  # fmt: skip
#: Said when a list is imported; who agreed is no part of a directory.
OF_THE_IMPORT = ("consented_by", "consented_on")
SHEET, EXAMPLE_SHEET = "名簿", "書き方"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")


class Unwritable(ValueError):
    """Letters that CP932 does not have."""

    def __init__(self, letters: Sequence[str]) -> None:
        super().__init__("letters")
        self.letters = letters


def written(rows: Iterable[Mapping[str, str]], form: str) -> bytes:
    """Rows by our columns (and `limits`) under their titles. Raises Unwritable for letters that `sjis` cannot hold."""
    columns = [*(column for column in TITLES if column not in OF_THE_IMPORT), "limits"]
    titles = [TITLES.get(column, LIMITS_TITLE) for column in columns]
    return table(titles, ([row.get(column, "") for column in columns] for row in rows), form)


def template(form: str) -> bytes:
    """The titles alone; a workbook shows on its second sheet how a row is written."""
    return table(list(TITLES.values()), (), form, [EXAMPLE[column] for column in TITLES])


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], form: str, example: Sequence[str] = ()) -> bytes:
    if form == "xlsx":
        return _workbook(titles, rows, example)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([protected(cell) for cell in row] for row in rows)
    if form == "csv":
        return out.getvalue().encode("utf-8-sig", errors="replace")
    text = out.getvalue()
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        raise Unwritable([c for c in dict.fromkeys(text) if not _fits(c)]) from None


def protected(cell: str) -> str:
    """No program that opens the file may take somebody's words for a formula."""
    cell = _CONTROL.sub("", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _workbook(titles: Sequence[str], rows: Iterable[Sequence[str]], example: Sequence[str]) -> bytes:
    book = Workbook(write_only=True)
    sheets = [(SHEET, rows), *([(EXAMPLE_SHEET, [example])] if example else [])]
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append([_cell(sheet, title, bold=True) for title in titles])
        for line in lines:
            sheet.append([_cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _CONTROL.sub("", value)[:LETTERS_AT_MOST])
    cell.data_type = "s"  # never a formula, never a number that loses its first 0
    if bold:
        cell.font = Font(bold=True)
    return cell
