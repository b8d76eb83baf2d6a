"""Reading back the mails that an embedded installation wrote to files."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class WrittenMail:
    to: str
    subject: str
    text: str
    at: datetime


def newest(folder: Path, limit: int) -> list[WrittenMail]:
    """The newest mails of the folder, newest first; [] when none was written."""
    folder = Path(folder)
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda p: p.stat().st_mtime, reverse=True)[:limit]
    mails = []
    for file in files:
        at = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        # One file may hold several messages, each ended by a line of dashes.
        for raw in reversed(file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")):
            if raw.strip():
                mails.append(_read(raw, at))
    return mails[:limit]


def _read(raw: bytes, at: datetime) -> WrittenMail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    return WrittenMail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body else "",
        at=at,
    )
