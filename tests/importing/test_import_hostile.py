"""Any bytes that somebody sends as a list of firms give rows or a clear refusal, at a bounded cost."""

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import book, named, row_of, rows_of

from factories.importing.table.columns import TITLES
from factories.importing.table.messages import LABELS, worded
from factories.importing.table.rows import ImportedFirm
from factories.importing.table.sheets import Refused, read
from factories.importing.table.writing import table

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
        ('会社名,住所\n"森研磨,大田区\n林,大田区\n'.encode(), "file.quotation"),
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
                          (b'a,b\nc,d\ne,f\n"g,h\n', "file.quotation")):  # fmt: skip
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
