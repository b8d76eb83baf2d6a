"""Lists of firms for tests: made, sent, read."""

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from factories.catalog.taxonomy import packaged
from factories.consent.models import ProxyConsent
from factories.importing.models import ImportBatch, ImportedRow
from factories.importing.services.batches import import_preview
from factories.importing.table.cells import MunicipalityIndex
from factories.importing.table.columns import TITLES
from factories.importing.table.rows import ImportedFirm, read_rows
from factories.importing.table.sheets import read
from factories.importing.table.writing import table
from factories.profile.models import Capability, Certificate, Factory, Machine
from factories.search.models import SearchEntry
from marketplace.accounts.models import Organization

SAID = {
    "consented_by": "組合の名簿。総会で承知",
    "consented_on": date(2026, 4, 1),
    "way": "paper",
    "cause": "名簿をまとめて登録",
}
DIRECTORY = (Organization, Factory, Capability, Machine, Certificate, ProxyConsent, SearchEntry, ImportedRow)
PAGE = "/factories/import/"


def directory() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in DIRECTORY}


def csv_of(*rows, columns=("name", "municipality", "phone", "processes")) -> bytes:
    return table([TITLES[column] for column in columns], rows, "csv")


def preview(player, content: bytes, **facts) -> ImportBatch:
    return import_preview(actor=player.actor, filename="名簿.csv", content=content, **SAID, **facts)


THREE = csv_of(
    ("森研磨", "東京都大田区", "03-0000-0001", "平面研削"),
    ("林製作所", "神奈川県川崎市", "03-0000-0002", "NC旋盤、汎用フライス"),
    ("谷鍍金", "東京都大田区", "", ""),
)


def problems(batch) -> set[tuple[int, str, str]]:
    return {(r["line"], p["column"], p["code"]) for r in batch.rows for p in (*r["errors"], *r["warnings"])}


def upload(player, content: bytes, name="組合名簿.csv", **fields):
    said = {**SAID, "file": SimpleUploadedFile(name, content), **fields}
    return player.press(PAGE, **said)


TODAY = date(2026, 11, 26)
MUNICIPALITIES = MunicipalityIndex((
    ("131113", "東京都", "", "大田区"), ("132063", "東京都", "", "府中市"), ("342084", "広島県", "", "府中市"),
    ("192091", "山梨県", "北都留郡", "小菅村"), ("141305", "神奈川県", "", "川崎市"), ("141003", "神奈川県", "", "横浜市"),
))  # fmt: skip


def book(*rows, merged=(), **facts) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    for title, lines in facts.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows_of(text: str | bytes, **facts):
    content = text.encode("cp932") if isinstance(text, str) else text
    return read_rows(read(content), taxonomy=packaged(), municipalities=MUNICIPALITIES, today=TODAY, **facts).rows


def firm_of(**said) -> ImportedFirm:
    row = row_of(**said)
    assert not row.errors, row.errors
    return row.firm


def row_of(**said):
    said = {"name": "森研磨", "municipality": "東京都大田区", **said}
    return rows_of(table([TITLES[c] for c in said], [list(said.values())], "csv"))[0]


def named(row) -> set[tuple[str, str]]:
    return {(problem.column, problem.code) for problem in (*row.errors, *row.warnings)}


def picture(factory) -> tuple:
    factory.refresh_from_db()
    firm = Organization.objects.get(pk=factory.organization_id)
    limits = factory.capabilities.order_by("process").values_list("process", "max_x_mm", "max_y_mm", "tolerance_mm")
    counts = factory.machines.count(), factory.certificates.count()
    return firm.name, firm.phone, factory.processes, list(limits), counts
