"""What bytes are, and photos made ours: called in a process of its own (`child`). Pure: bytes in, facts and bytes out."""

import io
from typing import Any

#: Longest side of the kept photo and of its preview, in pixels.
PHOTO_SIDE, PREVIEW_SIDE = 3000, 640
#: Pixels of a picture that is decoded whole. A JPEG is decoded smaller where it is larger.
PIXELS_AT_MOST = 50_000_000
#: Bytes in which a drawing has said what it is; comments of the program that wrote it may come first.
HEAD = 64 * 1024
#: Scans of a JPEG: each is a pass over all its pixels. Progressive ones have about ten.
SCANS_AT_MOST = 60
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

IMAGE, PDF, STEP, DXF, STL = "image/jpeg", "application/pdf", "model/step", "image/vnd.dxf", "model/stl"
#: How the names of each kind may end; the first where a name ends otherwise.
SUFFIXES = {
    IMAGE: ("jpg", "jpeg"),
    PDF: ("pdf",),
    STEP: ("step", "stp", "p21"),
    DXF: ("dxf",),
    STL: ("stl",),
}


def identify(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """`kind`: the type by which the file is kept, a key of SUFFIXES; of a picture the photo and its preview come with it. Or
    `refused`: "kind" (not one that we keep), "pixels" or "scans" (too many), "broken" (a picture that cannot be opened)."""
    kind = _kind_of(data)
    if kind is None:
        return {"refused": "kind"}, []
    return _photo(data) if kind == IMAGE else ({"kind": kind}, [])


def _kind_of(data: bytes) -> str | None:
    head = data[:HEAD].lstrip()
    if data.startswith(b"%PDF-"):
        return PDF
    if data[:3] == b"\xff\xd8\xff" or data.startswith(b"\x89PNG\r\n") or data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return IMAGE
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"heif", b"hevc"}:
        return IMAGE
    if head.startswith(b"ISO-10303-21;"):
        return STEP
    if _begins_a_section(head):
        return DXF
    if head.startswith(b"solid") and b"facet" in head or len(data) == 84 + 50 * int.from_bytes(data[80:84], "little"):
        return STL
    return None


def _begins_a_section(head: bytes) -> bool:
    """A DXF is pairs of lines, a group code and its value (AutoCAD DXF reference, "Group codes in numerical order"): after
    comments (999) comes 0, SECTION."""
    lines = (line.strip() for line in head.splitlines())
    for code, value in zip(lines, lines, strict=False):
        if code != b"999":
            return (code, value) == (b"0", b"SECTION")
    return False


def _photo(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The photo upright, as JPEG without metadata (place, camera), and a small preview."""
    import pillow_heif
    from PIL import Image, ImageOps

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
    if data[:2] == b"\xff\xd8" and _scans(data) > SCANS_AT_MOST:
        return {"refused": "scans"}, []
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            opened.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
            if opened.width * opened.height > PIXELS_AT_MOST:
                return {"refused": "pixels"}, []
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return {"refused": "broken"}, []
    return {"kind": IMAGE}, [_jpeg(image, PHOTO_SIDE), _jpeg(image, PREVIEW_SIDE)]


def _scans(data: bytes) -> int:
    """How many scans a JPEG has, up to its end: cameras put a film or another picture behind it (ITU-T T.81, B.1.1)."""
    at, scans = 2, 0
    while 0 <= (at := data.find(b"\xff", at)) < len(data) - 3:
        marker = data[at + 1]
        if marker == 0xD9:
            break
        if marker == 0xFF:  # fill
            at += 1
        elif marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD7:  # a byte of a scan, and what has no length
            at += 2
        else:
            scans += marker == 0xDA
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return scans


def _jpeg(image: Any, side: int) -> bytes:
    small = image.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
