"""Uploaded bytes made safe: what a file is, decided by its content; photos re-encoded without their metadata.

Pure: bytes in, bytes out. Only kinds that the trade exchanges are accepted; everything is served as an attachment or
as a picture that we encoded ourselves.
"""

import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = 50_000_000
#: Longest side of the kept photo and of its preview, in pixels.
PHOTO_SIDE, PREVIEW_SIDE = 3000, 640

_IMAGE_FORMATS = {"JPEG", "PNG", "WEBP", "HEIF"}


class Refused(ValueError):
    """The file is not one that we keep; the text says why, in the language of the person who chose it."""


@dataclass(frozen=True)
class SafeFile:
    name: str
    content_type: str
    content: bytes
    preview: bytes | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean_name(name: str) -> str:
    """A file's name for people: no path, no control or direction-changing characters, at most 100 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if len(name) > 100:
        name = (stem[: 99 - len(suffix)] + dot + suffix) if dot else name[:100]
    return name or "file"


def make_safe(name: str, data: bytes, *, max_bytes: int) -> SafeFile:
    """Check and clean one upload. Raises Refused for what is empty, too large, unknown or broken."""
    name = clean_name(name)
    if not data:
        raise Refused(_("%(name)s は中身がありません。") % {"name": name})
    if len(data) > max_bytes:
        raise Refused(_("%(name)s は大きすぎます(%(n)sMB まで)。") % {"name": name, "n": max_bytes // 1024 // 1024})
    if (kind := _kind_of(name, data)) != "image":
        return SafeFile(name, kind, data, None)
    content, preview = _photo(name, data)
    return SafeFile(re.sub(r"\.[^.]*$", "", name) + ".jpg", "image/jpeg", content, preview)


def _kind_of(name: str, data: bytes) -> str:
    head = data[:1024].lstrip()
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data[:3] == b"\xff\xd8\xff" or data.startswith(b"\x89PNG\r\n") or data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"heif", b"hevc"}:
        return "image"
    if head.startswith(b"ISO-10303-21;"):
        return "model/step"
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix == "dxf" and re.match(rb"(999[\r\n]+.*[\r\n]+)*\s*0\s*[\r\n]+\s*SECTION", head):
        return "image/vnd.dxf"
    if suffix == "stl" and (head.startswith(b"solid") or len(data) == 84 + 50 * int.from_bytes(data[80:84], "little")):
        return "model/stl"
    raise Refused(
        _("%(name)s は受け付けられない種類です。写真(JPEG、PNG、HEIC)、PDF、DXF、STEP、STL を選んでください。")
        % {"name": name}
    )


def _photo(name: str, data: bytes) -> tuple[bytes, bytes]:
    """The photo upright, as JPEG without metadata (place, camera), and a small preview."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.format not in _IMAGE_FORMATS:
                raise Refused(_("%(name)s は受け付けられない種類の画像です。") % {"name": name})
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            _("%(name)s は開けませんでした。撮り直すか、別の写真を選んでください。") % {"name": name}
        ) from error
    return _jpeg(image, PHOTO_SIDE), _jpeg(image, PREVIEW_SIDE)


def _jpeg(image: Image.Image, side: int) -> bytes:
    small = image.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
