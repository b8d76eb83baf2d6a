"""Lists of firms as people send them: each cell is read or named as wrong."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from lists import TODAY, book, firm_of, named, row_of, rows_of

from factories.catalog.taxonomy import packaged
from factories.importing.table import cells, sheets
from factories.importing.table.cells import Unreadable
from factories.importing.table.columns import TITLES, column_of, header_of
from factories.importing.table.messages import ERRORS, WARNINGS
from factories.importing.table.sheets import Refused, read
from factories.importing.table.writing import EXAMPLE, Unwritable, protected, table, template, written

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
    rows = rows_of("会社名,住所\n森研磨,羽田1-2\n林研磨,川崎市1\n谷研磨,府中市1\n", default_municipality="131113")
    assert [(r.firm.municipality, r.firm.address) for r in rows[:2]] == [("131113", "羽田1-2"), ("141305", "1")]
    assert named(rows[2]) == {("address", "municipality.several")}


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
        ({"municipality": ""}, ("municipality", "municipality.missing")),
        ({"municipality": "江戸"}, ("municipality", "municipality.unknown")),
        ({"municipality": "府中市"}, ("municipality", "municipality.several")),
        ({"address": "川崎市川崎区1"}, ("address", "municipality.differs")),
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
    for cell in ("=1+1", "+1", "-1", "@x", "\tx", "＝1+1", "＋1", "－1", "＠x"):
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
