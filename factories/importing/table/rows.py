"""One row of somebody's table -> a firm, or everything that is wrong with it by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from factories.catalog.taxonomy import Taxonomy
from factories.importing.table import cells
from factories.importing.table.cells import MunicipalityIndex, Unreadable
from factories.importing.table.columns import Header, column_of, header_of
from factories.importing.table.sheets import ROWS_AT_MOST, Refused, Sheet, cleaned
from factories.importing.table.terms import Words
from marketplace.kernel.text import name_key, one_line

#: So much of each fits where it is kept.
LENGTHS = {
    "name": 120, "kana": 120, "address": 200, "strengths": 2_000, "line_name": 60, "consented_by": 60,
}  # fmt: skip
#: No figure, number, day or name of a place is longer.
FIGURES_AT_MOST = 254
DITTO = frozenset({"同上", "〃", "々", "”", '"', "''", "″", "仝"})
SAME_AS_PHONE = frozenset({"同左", "同じ", "電話と同じ", "電話に同じ", "telと同じ", "telに同じ", "電話兼用", "tel兼用", "兼用", "共通"})  # fmt: skip
CHANNELS = {
    "fax": ("fax", "ファックス", "ファクス"),
    "phone": ("電話", "tel", "phone", "でんわ"),
    "email": ("メール", "mail", "e-mail", "email", "eメール", "電子メール"),
    "line": ("line", "ライン"),
    "web": ("画面", "web", "ウェブ", "サイト"),
}
_COUNT = re.compile(r"\s*[(x×]?\s*(\d{1,6})\s*(?:台|基|機|式)\)?\s*$")


@dataclass(frozen=True)
class Problem:
    """What is wrong, or was read with doubt, in one column. Worded when it is shown."""

    column: str
    code: str
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedMachine:
    name: str
    model: str = ""
    count: int = 1


@dataclass(frozen=True)
class ImportedFirm:
    """What one row says of a firm. Empty and None: not said, so that nothing that is known is taken away by it."""

    name: str
    municipality: str
    kana: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    employees: int | None = None
    processes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    size: tuple[int, ...] = ()
    tolerance: str = ""
    lot: tuple[int, int | None] | None = None
    machines: tuple[ImportedMachine, ...] = ()
    strengths: str = ""
    certificates: tuple[str, ...] = ()
    channel: str = ""
    email: str = ""
    line_name: str = ""
    consented_by: str = ""
    consented_on: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.municipality, name_key(self.name)

    @property
    def limits(self) -> dict[str, Any]:
        """What it says of all its processes, as a capability keeps it."""
        found: dict[str, Any] = {}
        if self.size:
            found |= dict(zip(("max_x_mm", "max_y_mm", "max_z_mm"), (*self.size, None, None), strict=False))
        if self.tolerance:
            found["tolerance_mm"] = Decimal(self.tolerance)
        if self.lot:
            found["lot_min"], found["lot_max"] = self.lot
        return found | ({"families": list(self.families)} if self.families else {})

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in ("", None, (), [])}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportedFirm:
        """The other way round; lists become tuples again."""
        known = {f.name for f in fields(cls)}
        found: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in data.items() if key in known}
        found["machines"] = tuple(ImportedMachine(**machine) for machine in found.get("machines", ()))
        return cls(**found)


@dataclass(frozen=True)
class Row:
    """A line of the file (as a spreadsheet counts them). `firm` is None where there are errors."""

    line: int
    name: str
    firm: ImportedFirm | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Table:
    header: Header
    rows: tuple[Row, ...]


def read_rows(
    sheet: Sheet, *, taxonomy: Taxonomy, municipalities: MunicipalityIndex, today: date, default_municipality: str = ""
) -> Table:
    """Every firm of the sheet. `default_municipality`: where a firm is whose row names no place. Raises Refused for a table
    without titles, without places, without firms, or with too many."""
    header = header_of(sheet.rows)
    if not default_municipality and not {"municipality", "address"} & set(header.places):
        raise Refused("columns.place")
    reader = _Reader(Words(taxonomy), municipalities, today, default_municipality)
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    above: dict[str, str] = {}
    for line, values in enumerate(sheet.rows[header.first :], header.first + 1):
        said = {c: cleaned(values[place]) if place < len(values) else "" for c, place in header.places.items()}
        filled = [value for value in said.values() if value]
        if not filled or all(column_of(value) for value in filled):
            continue  # blank, or the titles again at the top of a printed page
        if len(rows) >= ROWS_AT_MOST:
            raise Refused("file.rows", n=ROWS_AT_MOST)
        row, above = reader.read(line, said, above), said
        if row.firm:
            first = seen.setdefault(row.firm.key, line)
            if first != line:
                row = Row(line, row.name, None, (Problem("name", "name.twice", {"line": first}),), row.warnings)
        rows.append(row)
    if not rows:
        raise Refused("file.no_rows")
    return Table(header, tuple(rows))


class _Reader:
    """What reading a row needs to know, and what it found wrong in the row at hand."""

    def __init__(self, words: Words, municipalities: MunicipalityIndex, today: date, default_municipality: str) -> None:
        self.words, self.municipalities, self.today, self.default_municipality = (
            words,
            municipalities,
            today,
            default_municipality,
        )
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def read(self, line: int, said: dict[str, str], above: dict[str, str]) -> Row:
        """`said` is completed in place by what stands above (同上), so that the next row may repeat it once more."""
        self.errors, self.warnings = [], []
        for column, text in said.items():
            if text in DITTO:
                said[column] = above.get(column, "")
                if not said[column]:
                    self.errors.append(Problem(column, "ditto", {"text": text}))
            elif column != "name" and cells.is_nothing(text):
                said[column] = ""
        facts = dict(self._facts(said))
        name = one_line(said.get("name", ""))
        if not name and not any(p.column == "name" for p in self.errors):
            self.errors.append(Problem("name", "name.missing"))
        firm = None if self.errors else ImportedFirm(**facts)
        return Row(line, name[:120], firm, tuple(self.errors), tuple(self.warnings))

    def _facts(self, said: dict[str, str]) -> Iterator[tuple[str, Any]]:
        for column in ("name", "kana", "strengths", "line_name", "consented_by"):
            text = said.get(column, "")
            text = text if column == "strengths" else one_line(text)
            self._fits(column, text)
            yield column, text
        yield from self._place(said)
        yield from self._contact(said)
        yield "employees", self._try("employees", said, self._employees)
        for column, reads in (("processes", self.words.processes), ("families", self.words.families),
                              ("certificates", self.words.certificates)):  # fmt: skip
            title = "materials" if column == "families" else column
            found, doubts = reads(said.get(title, ""))
            self.warnings += [Problem(title, code, detail) for code, detail in doubts]
            yield column, found
        yield "size", self._try("size", said, cells.size) or ()
        tolerance = self._try("tolerance", said, lambda text: cells.tolerance(text, self.words.taxonomy))
        yield "tolerance", str(tolerance.normalize()) if tolerance else ""
        yield "lot", self._try("lot", said, lambda text: cells.lot(text, self.words.taxonomy))
        yield "machines", self._try("machines", said, self._machines) or ()
        day = self._try("consented_on", said, lambda text: cells.day(text, self.today))
        yield "consented_on", day.isoformat() if day else ""

    def _try(self, column: str, said: dict[str, str], reads: Callable[[str], Any]) -> Any:
        text = said.get(column, "")
        if not text:
            return None
        if len(text) > FIGURES_AT_MOST and column not in ("machines", "address"):
            self.errors.append(Problem(column, "long", {"n": FIGURES_AT_MOST}))
            return None
        try:
            return reads(text)
        except Unreadable as error:
            detail = {**error.said, "text": str(error.said.get("text", text))[:60]}
            self.errors.append(Problem(column, error.code, detail))
            return None

    def _fits(self, column: str, text: str) -> None:
        if len(text) > LENGTHS[column]:
            self.errors.append(Problem(column, "long", {"n": LENGTHS[column]}))

    def _place(self, said: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The municipality from its own column, or from the front of the address."""
        municipality, rest = "", ""
        if said.get("municipality"):
            municipality, rest = self._try("municipality", said, self.municipalities.read) or ("", "")
        address = said.get("address", "")
        try:
            found, after = self.municipalities.read(address) if address else ("", "")
        except Unreadable as error:
            found, after = "", cells.without_postcode(address)
            if not said.get("municipality") and (not self.default_municipality or error.code == "municipality.several"):
                self._try("address", said, self.municipalities.read)
        if not said.get("municipality"):
            municipality = found or self.default_municipality
            if not municipality and not address and not any(p.code == "ditto" for p in self.errors):
                self.errors.append(Problem("municipality", "municipality.missing"))
        elif municipality and found and found != municipality:
            self.errors.append(
                Problem("address", "municipality.differs", {"municipality": self.municipalities.name_of(found)})
            )
        street = after or (rest if not address else "")
        self._fits("address", street)
        yield "municipality", municipality
        yield "address", street

    def _contact(self, said: dict[str, str]) -> Iterator[tuple[str, str]]:
        if said.get("fax", "").replace(" ", "").lower() in SAME_AS_PHONE:
            said["fax"] = said.get("phone", "")
        reached = {}
        for column in ("phone", "fax"):
            number, done = self._try(column, said, cells.phone) or ("", ())
            self.warnings += [Problem(column, code, {"text": number}) for code in done]
            reached[column] = number
        reached["email"] = self._try("email", said, _email) or ""
        yield from reached.items()
        channel = self._try("channel", said, _channel) or ""
        needed = {"line": "line_name"}.get(channel, channel)
        if channel not in ("", "web") and not (reached.get(needed) or said.get(needed)):
            self.warnings.append(Problem("channel", f"channel.needs_{needed}"))
            channel = ""
        yield "channel", channel

    def _employees(self, text: str) -> int:
        number, is_range = cells.employees(text)
        if is_range:
            self.warnings.append(Problem("employees", "employees.first", {"n": number}))
        return number

    def _machines(self, text: str) -> tuple[ImportedMachine, ...]:
        """「NC旋盤 QTN-200 2台」: what it is, which one, how many."""
        found = []
        for part in re.split(r"[\n、,;]+", text):
            part = one_line(part).lstrip("・●○■◆-")
            if not part:
                continue
            count = _COUNT.search(part)
            name, _, model = (part[: count.start()] if count else part).strip().partition(" ")
            number = int(count[1]) if count else 1
            if not name or len(name) > 60 or len(model) > 60:
                raise Unreadable("machines.long", text=part)
            if not 1 <= number <= 500:
                raise Unreadable("machines.count", text=part)
            found.append(ImportedMachine(name, model.strip(), number))
        if len(found) > 200:
            raise Unreadable("machines.many")
        return tuple(dict.fromkeys(found))


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Unreadable("email.form", text=text) from None
    return text


def _channel(text: str) -> str:
    """The first that is named."""
    said = re.split(r"[、,・/\s]+", text.lower())[0]
    for channel, words in CHANNELS.items():
        if said.removesuffix("希望").removesuffix("で") in words:
            return channel
    raise Unreadable("channel.form", text=text)
