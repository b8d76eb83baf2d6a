"""Uploaded bytes made safe: what a file is, decided by its content; photos re-encoded without their metadata.

Only kinds that the trade exchanges are accepted; everything is served as an attachment or as a picture that we encoded
ourselves. The content is looked at in a process of its own.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.files.child import Unanswered, in_child
from marketplace.files.contents import SUFFIXES


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


def make_safe(name: str, data: bytes, *, max_bytes: int, within: float | None = None) -> SafeFile:
    """Check and clean one upload, within so many seconds where they are fewer than `child` gives. Raises Refused for what is
    empty, too large, unknown, broken, or too much to look at."""
    name = clean_name(name)
    if not data:
        raise Refused(_("%(name)s は中身がありません。") % {"name": name})
    if len(data) > max_bytes:
        raise Refused(_("%(name)s は大きすぎます(%(n)sMB まで)。") % {"name": name, "n": max_bytes // 1024 // 1024})
    try:
        found, parts = in_child("marketplace.files.contents:identify", data, within=within)
    except Unanswered:
        found, parts = {"refused": "unanswered"}, []
    if why := found.get("refused"):
        raise Refused(_why(why) % {"name": name})
    content, preview = parts or (data, None)
    return SafeFile(_ending_as(name, found["kind"]), found["kind"], content, preview)


def _why(refused: str) -> str:
    if refused == "kind":
        return _("%(name)s は受け付けられない種類です。写真(JPEG、PNG、HEIC)、PDF、DXF、STEP、STL を選んでください。")
    if refused == "pixels":
        return _("%(name)s は画素が多すぎます。小さくするか、JPEG にして選び直してください。")
    if refused == "broken":
        return _("%(name)s は開けませんでした。撮り直すか、別の写真を選んでください。")
    return _("%(name)s を調べきれませんでした。少し待って選び直すか、別の形で保存し直してください。")


def _ending_as(name: str, kind: str) -> str:
    """The name with an end that says what the file is, so that no other program opens it."""
    stem, _dot, suffix = name.rpartition(".")
    if suffix.lower() in SUFFIXES[kind]:
        return name
    return f"{(stem or name)[:96]}.{SUFFIXES[kind][0]}"
