"""What an upload is decided by its bytes, in a process of its own; what is kept says what it is."""

import ast
import io
import subprocess
import sys
from collections import Counter

import pillow_heif
import pytest
from PIL import Image
from source_tree import ROOT, sources

from marketplace.files import child, contents
from marketplace.files.safe import Refused, make_safe

pillow_heif.register_heif_opener()
MOST = 20 * 1024 * 1024
SECTION = b"0\nSECTION\n2\nHEADER\n"


def picture(kind="PNG", size=(40, 30), **how) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **how)
    return out.getvalue()


def safe(name: str, data: bytes):
    return make_safe(name, data, max_bytes=MOST)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", contents.PDF),
        (b"ISO-10303-21;\nHEADER;", contents.STEP),
        (SECTION, contents.DXF),
        (b"999\r\nDXF made by x\r\n  0\r\nSECTION\r\n", contents.DXF),
        (b"999\n\n999\n\n0\nSECTION\n", contents.DXF),
        (b"999\r\r" * 24 + b"0\rSECTION\r", contents.DXF),
        (b"999\n" + b"x" * 9_000 + b"\n" + SECTION, contents.DXF),
        (b"solid part\nfacet normal 0 0 1", contents.STL),
        (bytes(80) + (2).to_bytes(4, "little") + bytes(100), contents.STL),
        (picture("PNG"), contents.IMAGE),
        (picture("JPEG"), contents.IMAGE),
        (picture("WEBP"), contents.IMAGE),
        (picture("HEIF", (4000, 3000)), contents.IMAGE),
        (picture("MPO"), contents.IMAGE),
    ],
)
def test_each_kind_is_known_by_its_bytes(data, kind):
    kept = safe("part.x", data)
    assert kept.content_type == kind
    assert kept.name.endswith("." + contents.SUFFIXES[kind][0])
    assert (kept.content == data) == (kind != contents.IMAGE) and (kept.preview is None) == (kind != contents.IMAGE)


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00",
        b"<svg onload=x>",
        b"<html>%PDF-",
        b"0\nEOF\n",
        b"999\nonly a comment",
        b"999\r\r" * 24,
        b"999\r\n\r\n" * 9_000,
        b"solid ground",
        b"\x00",
    ],
)
def test_what_is_none_of_them_is_refused(data):
    for name in ("a.pdf", "a.dxf", "a.stl", "a.jpg"):
        with pytest.raises(Refused, match="受け付けられない種類"):
            safe(name, data)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("図面.pdf", "図面.pdf"),
        ("図面.PDF", "図面.PDF"),
        ("図面\u202efdp.exe", "図面fdp.pdf"),
        ("図面.pdf.exe", "図面.pdf.pdf"),
        ("図面", "図面.pdf"),
        (".exe", "exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("あ" * 300 + ".pdf", "あ" * 96 + ".pdf"),
        ("あ" * 300, "あ" * 96 + ".pdf"),
    ],
)
def test_a_name_ends_as_what_the_file_is(name, kept):
    assert safe(name, b"%PDF-1.7\n").name == kept


def test_a_photo_is_upright_smaller_and_says_nothing_of_its_place():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "カメラ"
    kept = safe("写真.PNG", picture("JPEG", (4000, 100), exif=exif))
    with Image.open(io.BytesIO(kept.content)) as photo, Image.open(io.BytesIO(kept.preview)) as preview:
        assert photo.height == 3000 > photo.width and not photo.getexif()
        assert preview.height == 640
    assert kept.name == "写真.jpg"


def test_a_flood_of_pixels_is_refused_before_it_is_decoded():
    flood = picture("PNG", (9_999, 9_999))
    assert len(flood) < 400_000
    with pytest.raises(Refused, match="画素が多すぎます"):
        safe("大きい.png", flood)
    assert safe("大きい.jpg", picture("JPEG", (9_000, 9_000))).content, "a JPEG is decoded smaller"


def test_a_broken_picture_is_refused():
    with pytest.raises(Refused, match="開けませんでした"):
        safe("写真.png", picture("PNG", (400, 300))[:-200])


def test_a_picture_of_very_many_passes_is_refused_before_it_is_decoded():
    """A scan of a few bytes makes the decoder go over all pixels again."""
    progressive = picture("JPEG", (400, 300), progressive=True)
    assert safe("写真.jpg", progressive).content_type == "image/jpeg"
    scan = progressive[progressive.rindex(b"\xff\xda") : -2]
    film = b"\xff\xda\x00\x08" * 100  # what a telephone puts behind a picture is none of its scans
    assert safe("写真.jpg", progressive + film).content_type == "image/jpeg"
    with pytest.raises(Refused, match="調べきれませんでした"):
        safe("写真.jpg", progressive[:-2] + scan * 100 + b"\xff\xd9")


def test_a_file_whose_look_does_not_end_is_refused_alone(monkeypatch):
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.001)
    with pytest.raises(Refused, match="図面.dxf を調べきれませんでした"):
        safe("図面.dxf", SECTION)
    monkeypatch.undo()
    assert safe("図面.dxf", SECTION).content == SECTION


def test_web_processes_open_no_foreign_bytes():
    """Whoever decodes, unpacks or parses them is called in a child: nobody else says these names."""
    openers = {"load_workbook", "ZipFile", "register_heif_opener"}
    found = Counter(
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Name, ast.Attribute))
        and (
            getattr(node, "id", "") in openers
            or getattr(node, "attr", "") in openers
            or ast.unparse(node) == "Image.open"
        )
    )
    assert set(found) == {"marketplace/files/contents.py", "factories/importing/table/sheets.py"}
    code = "import sys, marketplace.files.safe; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
