"""The wire: what frames mean, their sizes and rates, the codes with which a socket closes. Version 1."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marketplace.kernel.text import kept_text

VERSION = 1
MAX_FRAME = 64 * 1024
#: Sent but not `got`: beyond either of these the socket is closed as lagging and resumes by sequence.
MAX_UNGOT_FRAMES, MAX_UNGOT_BYTES = 200, 256 * 1024
POSTS_PER_WINDOW, POST_WINDOW = 20, 10.0  # per person and process, seconds
FRAMES_PER_WINDOW = 200  # per socket
FRAMES_OF_A_PERSON = 1_000  # the same of all their sockets of the process
#: Of one person at once in a process: the oldest beyond them is closed as lagging.
MAX_SOCKETS = 20
MAX_ROOMS, MAX_WATCHES = 200, 50

BAD_FRAME, SIGN_IN, NO_LONGER_ALLOWED, NONE_SUCH, LAGGING, TOO_FAST, RESTART = 4400, 4401, 4403, 4404, 4408, 4429, 1012


class BadFrame(ValueError):
    """A frame that is not of this protocol; the text is a code."""


@dataclass(frozen=True)
class Hello:
    organization: UUID
    rooms: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True)
class PostFrame:
    room: UUID
    client_id: UUID
    body: str


@dataclass(frozen=True)
class Since:
    room: UUID
    seq: int


@dataclass(frozen=True)
class Got:
    seqs: dict


@dataclass(frozen=True)
class Read:
    room: UUID
    seq: int


@dataclass(frozen=True)
class Typing:
    room: UUID


@dataclass(frozen=True)
class Watch:
    subject: UUID


@dataclass(frozen=True)
class Ping:
    pass


def _uuid(value: Any) -> UUID:
    if not isinstance(value, str):
        raise BadFrame("id")
    try:
        return UUID(value)
    except ValueError:
        raise BadFrame("id") from None


def _seq(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise BadFrame("seq")
    return value


def parse(text: str) -> Any:
    """The frame in `text`. Raises BadFrame for anything that is not exactly one of the eight."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_FRAME:
        raise BadFrame("too_large")
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("json") from None
    if not isinstance(frame, dict):
        raise BadFrame("shape")
    kind = frame.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise BadFrame("type")
    return reader(frame)


def _hello(frame: dict[str, Any]) -> Hello:
    if frame.get("v") != VERSION:
        raise BadFrame("version")
    rooms = frame.get("rooms", [])
    if not isinstance(rooms, list) or len(rooms) > MAX_ROOMS or not all(isinstance(r, dict) for r in rooms):
        raise BadFrame("rooms")
    return Hello(_uuid(frame.get("organization")), tuple((_uuid(r.get("id")), _seq(r.get("seq"))) for r in rooms))


def _post(frame: dict[str, Any]) -> PostFrame:
    body = frame.get("body")
    if not isinstance(body, str) or not kept_text(body):
        raise BadFrame("body")
    try:
        body.encode()
    except UnicodeEncodeError:
        raise BadFrame("body") from None
    return PostFrame(_uuid(frame.get("room")), _uuid(frame.get("client_id")), kept_text(body))


def _got(frame: dict[str, Any]) -> Got:
    seqs = {k: v for k, v in frame.items() if k != "type"}
    return Got({_uuid(k): _seq(v) for k, v in seqs.items()})


_READERS = {
    "hello": _hello,
    "post": _post,
    "since": lambda f: Since(_uuid(f.get("room")), _seq(f.get("seq"))),
    "got": _got,
    "read": lambda f: Read(_uuid(f.get("room")), _seq(f.get("seq"))),
    "typing": lambda f: Typing(_uuid(f.get("room"))),
    "watch": lambda f: Watch(_uuid(f.get("subject"))),
    "ping": lambda f: Ping(),
}


def render(kind: str, **fields) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
