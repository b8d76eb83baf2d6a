"""Lists of firms as people send them: any bytes give rows or a clear refusal, and each cell is read or named as wrong."""

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from factories.importing import cells, sheets
from factories.importing.cells import Towns, Unreadable
from factories.importing.columns import TITLES, column_of, header_of
from factories.importing.messages import ERRORS, LABELS, WARNINGS, worded
from factories.importing.rows import ImportedFirm, read_rows
from factories.importing.sheets import Refused, read
from factories.importing.writing import EXAMPLE, Unwritable, protected, table, template, written
from factories.taxonomy import packaged

TODAY = date(2026, 11, 26)
TOWNS = Towns((
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
    return read_rows(read(content), taxonomy=packaged(), towns=TOWNS, today=TODAY, **facts).rows


def firm_of(**said) -> ImportedFirm:
    row = row_of(**said)
    assert not row.errors, row.errors
    return row.firm


def row_of(**said):
    said = {"name": "森研磨", "municipality": "東京都大田区", **said}
    return rows_of(table([TITLES[c] for c in said], [list(said.values())], "csv"))[0]


def named(row) -> set[tuple[str, str]]:
    return {(problem.column, problem.code) for problem in (*row.errors, *row.warnings)}


# Any bytes


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_rows_or_a_refusal(content):
    try:
        rows = read(content).rows
    except Refused as refusal:
        assert worded(refusal.code, refusal.said)
    else:
        assert all(isinstance(cell, str) for row in rows for cell in row)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), min_size=20, max_size=20), max_size=4))
def test_any_cells_are_firms_or_named_errors(lines):
    content = table(list(TITLES.values()), lines, "csv")
    try:
        rows = rows_of(content)
    except Refused as refusal:
        assert refusal.code == "file.no_rows"
        return
    for row in rows:
        assert (row.firm is None) == bool(row.errors)
        for problem in (*row.errors, *row.warnings):
            assert problem.column in LABELS
            assert worded(problem.code, {**problem.said, "process": "x"})
        assert row.firm is None or ImportedFirm.from_json(row.firm.as_json()) == row.firm


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=30))
def test_a_broken_workbook_is_read_or_refused(place, junk):
    whole = book(["会社名", "住所"], ["森研磨", "大田区"])
    place %= len(whole)
    try:
        read(whole[:place] + junk + whole[place + len(junk) :])
    except Refused as refusal:
        assert worded(refusal.code, refusal.said)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \r\n\r\n", "file.empty"),
        (b",,,\r\n,,\r\n", "file.empty"),
        (b"x" * 5_000_001, "file.large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.old_excel"),
        (b"a,b\x00c", "file.binary"),
        ("会社名,住所\n森研磨,大田区\n".encode("cp932") + b"\x81\n", "file.encoding"),
        (b"\xff\xfe\x00", "file.encoding"),
        ('会社名,住所\n"森研磨,大田区\n林,大田区\n'.encode(), "file.quote"),
        (b"a,b\n" + b",".join([b"x"] * 101), "file.columns"),
        (b"a,b\n" + b"x" * 5_001 + b",y", "file.cell"),
        (b"a,b\n" * 5_201, "file.rows"),
        (b"a," + b"x" * 200_000, "file.csv"),
        (b"PK\x03\x04 not a book", "file.workbook"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_reason(content, code):
    with pytest.raises(Refused) as refusal:
        read(content)
    assert refusal.value.code == code
    assert worded(code, refusal.value.said)


def test_the_refusal_names_the_line():
    for content, code in ((("会社名,住所\n" * 3).encode("cp932") + b"\x81\n", "file.encoding"),
                          (b'a,b\nc,d\ne,f\n"g,h\n', "file.quote")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            read(content)
        assert (refusal.value.code, refusal.value.said) == (code, {"line": 4})


def zipped(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped(readme="x"), "file.workbook"),
        (zipped(xl__workbook_xml="<workbook/>", xl__vbaProject_bin="x"), "file.macro"),
        (zipped(xl__workbook_xml="<workbook/>", xl__big_xml=b"<" + b" " * 21_000_000), "file.bomb"),
        (zipped(xl__workbook_xml="<workbook/>", xl__big_xml=b"<c/>" * 1_500_001), "file.bomb"),
        (zipped(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'), "file.workbook"),
        (zipped(xl__workbook_xml="<workbook/>".encode("utf-16")), "file.workbook"),
    ],
    ids=["no book", "macro", "bomb", "cells", "entities", "another encoding"],
)
def test_a_hostile_workbook_is_refused_before_it_is_parsed(content, code):
    with pytest.raises(Refused) as refusal:
        read(content)
    assert refusal.value.code == code


def test_a_book_of_words_does_not_hold_up_the_others():
    started = time.perf_counter()
    rows = rows_of(
        table(
            ["会社名", "住所", "工程"],
            [[f"工場{n}", "大田区", "、".join(f"工程{n}の{i}" for i in range(400))] for n in range(40)],
            "csv",
        )
    )
    assert len(rows) == 40 and time.perf_counter() - started < 20
    assert row_of(processes="・" * 4_900).firm and row_of(processes="(・" * 2_400).firm
    assert named(row_of(lot="9" * 4_900)) == {("lot", "long")}


def test_a_sheet_under_another_name_is_not_opened():
    parts = zipfile.ZipFile(io.BytesIO(book(["会社名", "住所"], ["森研磨", "大田区"])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for info in parts.infolist():
            text = parts.read(info).replace(b"sheet1.xml", b"sheet1.png")
            file.writestr(info.filename.replace("sheet1.xml", "sheet1.png"), text)
    with pytest.raises(Refused) as refusal:
        read(out.getvalue())
    assert refusal.value.code in ("file.workbook", "file.empty")


def test_merging_half_the_world_costs_little():
    small = zipfile.ZipFile(io.BytesIO(book(["会社名", "住所", "印"], ["森研磨", "大田区"], merged=["C1:D1"])))
    parts = {info.filename: small.read(info) for info in small.infolist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<mergeCell ref="C1:D1"/>', b'<mergeCell ref="C1:XFD1048576"/>' * 20_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    assert len(read(out.getvalue()).rows) == 2


# Encodings and shapes


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_office_encoding_and_separator(encoding, delimiter):
    text = (
        delimiter.join(["会社名", "住所", "電話"])
        + "\r\n"
        + delimiter.join(["㈱髙橋精機①", "東京都大田区1", "03-0000-1111"])
    )
    row = rows_of(text.encode(encoding))[0]
    assert (row.firm.name, row.firm.municipality, row.firm.phone) == ("(株)髙橋精機1", "131113", "03-0000-1111")


def test_half_width_kana_and_full_width_figures():
    row = rows_of(
        "会社名,ﾌﾘｶﾞﾅ,住所,ＴＥＬ,従業員数（人）\nﾓﾘ研磨,ﾓﾘｹﾝﾏ,大田区羽田１－２,０３－００００－１１１１,１２人\n"
    )[0]
    firm = row.firm
    assert (firm.name, firm.kana, firm.address, firm.phone) == ("モリ研磨", "モリケンマ", "羽田1-2", "03-0000-1111")
    assert firm.employees == 12


def test_merged_titles_over_two_rows_under_a_heading():
    content = book(
        ["大田区 工場名簿"],
        [],
        ["会社名", "住所", "連絡先", None, "加工内容", "承知した日", "記号"],
        [None, None, "電話", "FAX"],
        ["森研磨", "東京都大田区羽田1", 312345678, "=1+1", "平面研削", datetime(2026, 4, 1), "イ"],
        ["林研磨", None, "03-0000-2222"],
        merged=["A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "G3:G4", "B5:B6"],
        覚え=[["読まない"]],
    )
    sheet = read(content)
    assert sheet.others == ("覚え",)
    header = header_of(sheet.rows)
    assert header.first == 4 and header.ignored == ("記号",)
    assert set(header.places) == {"name", "address", "phone", "fax", "processes", "consented_on"}
    first, second = rows_of(content)
    assert (first.line, second.line) == (5, 6), "as the spreadsheet numbers them"
    assert (first.firm.phone, first.firm.fax, first.firm.processes) == ("0312345678", "", ("0501",))
    assert first.firm.consented_on == "2026-04-01"
    assert second.firm.municipality == "131113", "a merged cell holds for every row that it covers"


def test_two_rows_of_titles_in_a_csv():
    first = rows_of(
        "名簿,,,\n,,,\n事業所名,所在地,連絡先,,希望連絡\n,,電話,FAX,\n森研磨,大田区1,03-0000-1111,03-0000-1112,FAX\n"
    )[0]
    assert (first.firm.phone, first.firm.fax, first.firm.channel) == ("03-0000-1111", "03-0000-1112", "fax")


def test_what_stands_beneath_a_title_is_no_title():
    rows = rows_of("会社名,住所,希望連絡\n森研磨,大田区1,FAX\n")
    assert len(rows) == 1 and rows[0].line == 2


def test_blank_rows_titles_again_and_half_filled_rows():
    rows = rows_of("会社名,住所,電話\n森研磨,大田区1,\n,,\n会社名,住所,電話\n林研磨,大田区2\n")
    assert [(r.line, r.firm.name) for r in rows] == [(2, "森研磨"), (5, "林研磨")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("森研磨,大田区\n林研磨,大田区\n", "columns.none"),
        ("会社名,電話\n森研磨,03-0000-1111\n", "columns.place"),
        ("会社名,住所\n,\n", "file.no_rows"),
    ],
)
def test_a_table_that_says_nothing_is_refused(text, code):
    with pytest.raises(Refused) as refusal:
        rows_of(text)
    assert refusal.value.code == code


def test_a_town_may_be_said_for_all_rows():
    rows = rows_of("会社名,住所\n森研磨,羽田1-2\n林研磨,川崎市1\n谷研磨,府中市1\n", default_town="131113")
    assert [(r.firm.municipality, r.firm.address) for r in rows[:2]] == [("131113", "羽田1-2"), ("141305", "1")]
    assert named(rows[2]) == {("address", "town.several")}


def test_every_title_we_write_is_read():
    assert [column_of(title) for title in TITLES.values()] == list(TITLES)
    assert column_of("従業員数\n(人)") == "employees" and column_of("※電話番号（必須）") == "phone"
    assert not column_of("備考") and not column_of("x" * 300)


# One row


def test_the_example_of_the_template_is_read_as_meant():
    firm = firm_of(**EXAMPLE)
    assert firm.processes == ("0501", "0502") and firm.families == ("M01", "M04")
    assert (firm.size, firm.tolerance, firm.lot) == ((300, 200, 100), "0.01", (1, 200))
    assert (firm.machines[0].name, firm.machines[0].model, firm.machines[0].count) == ("平面研削盤", "PSG-63", 2)
    assert (firm.channel, firm.consented_by, firm.consented_on) == ("fax", "森 実", "2026-04-01")
    assert firm.certificates == ("ISO 9001",) and firm.employees == 6


@pytest.mark.parametrize(
    ("reads", "text", "value"),
    [
        (cells.employees, "三人", (3, False)),
        (cells.employees, "二十五名", (25, False)),
        (cells.employees, "十〜十二人", (10, True)),
        (cells.employees, "約10名", (10, False)),
        (cells.employees, "10〜20人", (10, True)),
        (cells.phone, "03(1234)5678", ("03-1234-5678", ())),
        (cells.phone, "TEL:03 1234 5678", ("0312345678", ())),
        (cells.phone, "+81-3-1234-5678", ("03-1234-5678", ())),
        (cells.phone, "9012345678", ("09012345678", ("phone.zero",))),
        (cells.phone, "03-1111-2222/090-1111-2222", ("03-1111-2222", ("phone.many",))),
        (cells.size, "約300mm", (300,)),
        (cells.size, "φ300×500", (500, 300)),
        (cells.size, "1.5m", (1500,)),
        (cells.size, "12.5", (13,)),
        (cells.size, "L1,000×W300以下", (1000, 300)),
    ],
)
def test_figures_as_people_write_them(reads, text, value):
    assert reads(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("±0.05", "0.05"),
        ("5/100", "0.05"),
        ("±5μm", "0.005"),
        ("100分の5", "0.05"),
        ("精密", "0.01"),
        ("0.1mm以内", "0.1"),
    ],
)
def test_tolerances(text, value):
    assert cells.tolerance(text, packaged()) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1〜100個", (1, 100)), ("10個から", (10, None)), ("500個まで", (1, 500)), ("1万個", (1, 10_000)), ("数個", (2, 9)),
     ("〜50個", (1, 50)), ("1-100", (1, 100)), ("10個以上", (10, None)), ("1個から1,000個まで", (1, 1000))],
)  # fmt: skip
def test_lots(text, value):
    assert cells.lot(text, packaged()) == value


@pytest.mark.parametrize(
    "text",
    [
        "2026/4/1",
        "2026-04-01",
        "2026年4月1日",
        "2026年4月1日(水)",
        "令和8年4月1日",
        "R8.4.1",
        "46113",
        "20260401",
        "2026-04-01 00:00:00",
    ],
)
def test_days(text):
    assert cells.day(text, TODAY) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("reads", "text"),
    [(cells.employees, "多数"), (cells.employees, "0"), (cells.phone, "1111-2222"), (cells.phone, "あり"),
     (cells.size, "大きい"), (cells.size, "0×10"), (cells.size, "9" * 99), (cells.size, "1×2×3×4")],
)  # fmt: skip
def test_what_is_no_figure_is_named(reads, text):
    with pytest.raises(Unreadable):
        reads(text)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": ""}, ("name", "name.missing")),
        ({"name": "あ" * 121}, ("name", "long")),
        ({"municipality": ""}, ("municipality", "town.missing")),
        ({"municipality": "江戸"}, ("municipality", "town.unknown")),
        ({"municipality": "府中市"}, ("municipality", "town.several")),
        ({"address": "川崎市川崎区1"}, ("address", "town.differs")),
        ({"phone": "123"}, ("phone", "phone.form")),
        ({"fax": "同上"}, ("fax", "ditto")),
        ({"email": "mori@"}, ("email", "email.form")),
        ({"channel": "のろし"}, ("channel", "channel.form")),
        ({"employees": "多数"}, ("employees", "employees.form")),
        ({"employees": "0"}, ("employees", "employees.range")),
        ({"size": "大"}, ("size", "size.form")),
        ({"size": "0"}, ("size", "size.range")),
        ({"tolerance": "高い"}, ("tolerance", "tolerance.form")),
        ({"tolerance": "500"}, ("tolerance", "tolerance.range")),
        ({"lot": "たくさん"}, ("lot", "lot.form")),
        ({"lot": "0個"}, ("lot", "lot.range")),
        ({"lot": "100〜10"}, ("lot", "lot.order")),
        ({"machines": "旋盤 900台"}, ("machines", "machines.count")),
        ({"machines": "盤" * 61}, ("machines", "machines.long")),
        ({"machines": "\n".join(f"旋盤{n}" for n in range(201))}, ("machines", "machines.many")),
        ({"consented_on": "昨日"}, ("consented_on", "day.form")),
        ({"consented_on": "2027/1/1"}, ("consented_on", "day.future")),
    ],
)
def test_each_error_is_named_by_its_column(said, problem):
    row = row_of(**said)
    assert row.firm is None and named(row) == {problem}


def test_every_kind_of_error_is_tried():
    tried = {mark.args[1][n][1][1] for mark in test_each_error_is_named_by_its_column.pytestmark for n in range(24)}
    assert tried | {"name.twice"} == set(ERRORS)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"phone": "312345678"}, ("phone", "phone.zero")),
        ({"fax": "03-0000-1111、03-0000-2222"}, ("fax", "phone.many")),
        ({"employees": "10〜20"}, ("employees", "employees.first")),
        ({"processes": "旋盤"}, ("processes", "processes.guess")),
        ({"processes": "ダンス"}, ("processes", "processes.unknown")),
        ({"materials": "夢"}, ("materials", "materials.unknown")),
        ({"certificates": "運転免許"}, ("certificates", "certificates.unknown")),
        ({"channel": "電話"}, ("channel", "channel.needs_phone")),
        ({"channel": "FAX希望"}, ("channel", "channel.needs_fax")),
        ({"channel": "メール"}, ("channel", "channel.needs_email")),
        ({"channel": "LINE"}, ("channel", "channel.needs_line_name")),
    ],
)
def test_each_doubt_is_named_and_the_row_is_taken(said, problem):
    row = row_of(**said)
    assert row.firm is not None and named(row) == {problem} and problem[1] in WARNINGS


def test_words_of_processes_materials_and_certificates():
    firm = firm_of(
        processes="曲げ(ベンダー)、FRP・CFRP/0302\n旋盤・フライス",
        materials="SUS304、鉄・アルミ",
        certificates="ISO9001認証取得",
    )
    assert firm.processes == ("0703", "1309", "0302", "0301", "0401")
    assert firm.families == ("M04", "M01", "M05") and firm.certificates == ("ISO 9001",)
    assert firm_of(materials="何でも").families == ()


def test_what_stands_above_is_repeated():
    rows = rows_of(
        "会社名,住所,電話,FAX,備考\n森研磨,大田区1,03-0000-1111,同左,x\n林研磨,同上,〃,電話と同じ,\n谷研磨,〃,なし,-,\n"
    )
    assert [(r.firm.address, r.firm.phone, r.firm.fax) for r in rows] == [
        ("1", "03-0000-1111", "03-0000-1111"), ("1", "03-0000-1111", "03-0000-1111"), ("1", "", ""),
    ]  # fmt: skip


def test_the_same_firm_twice_names_the_first_line():
    rows = rows_of("会社名,住所\n株式会社森研磨,大田区1\n森研磨,川崎市1\n㈱ 森 研磨,東京都大田区2\n")
    assert [bool(r.firm) for r in rows] == [True, True, False]
    assert rows[2].errors[0].said == {"line": 2} and rows[2].errors[0].code == "name.twice"


# Writing


@pytest.mark.parametrize("form", ["csv", "sjis", "xlsx"])
def test_what_is_written_is_read_again(form):
    said = {**EXAMPLE, "strengths": "=1+1", "phone": "0312345678"}
    content = written([said], form)
    assert read(content).kind == {"csv": "UTF-8", "sjis": "CP932", "xlsx": "XLSX"}[form]
    agreed = {"consented_by": "", "consented_on": ""}
    assert rows_of(content)[0].firm == firm_of(**said | agreed)
    assert rows_of(content)[0].firm.strengths == "=1+1"


def test_no_cell_is_a_formula_for_who_opens_the_file():
    for cell in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert protected(cell) == f"'{cell}"
        assert f"'{cell}".encode() in table(["会社名"], [[cell]], "csv")
    assert protected("3-1") == "3-1"
    sheet = zipfile.ZipFile(io.BytesIO(table(["会社名"], [["=1+1"]], "xlsx"))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_letters_that_cp932_has_not_are_named():
    with pytest.raises(Unwritable) as error:
        table(["会社名"], [["𠮷田製作所"]], "sjis")
    assert error.value.letters == ["𠮷"]
    assert "𠮷田製作所" in table(["会社名"], [["𠮷田製作所"]], "csv").decode("utf-8-sig")


@pytest.mark.parametrize("form", ["csv", "sjis", "xlsx"])
def test_the_template_has_the_titles_and_no_firm(form):
    sheet = read(template(form))
    assert header_of(sheet.rows).ignored == () and len(header_of(sheet.rows).places) == len(TITLES)
    with pytest.raises(Refused):
        rows_of(template(form))
    assert sheets.ROWS_AT_MOST == 5_000
