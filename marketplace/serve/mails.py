"""Mails of an installation without a mail server are files in `var/mail`: each new one is shown as a line."""

import asyncio
import email
import email.policy
import re
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from marketplace.config.logs import masked

#: What Django's file backend writes behind every message; one file may hold several.
BETWEEN = re.compile(rb"^-{79}$", re.MULTILINE)
LINK = re.compile(r"https?://[^\s<>\"']+")


async def watch_mails(folder: Path, say: Callable[[str], None], every: float = 0.5) -> None:
    """Say subject and first link of every mail that comes from now on, until cancelled."""
    read = {path: path.stat().st_size for path in _files(folder)}
    while True:
        await asyncio.sleep(every)
        for path in _files(folder):
            written = path.read_bytes()
            whole = [match.end() for match in BETWEEN.finditer(written)]
            seen, end = read.get(path, 0), whole[-1] if whole else 0
            if end > seen:
                read[path] = end
                for message in filter(None, (part.strip() for part in BETWEEN.split(written[seen:end]))):
                    line = line_for(message)
                    say(line if sys.stdout.isatty() else masked(line))  # a file of it is a log


def line_for(message: bytes) -> str:
    parsed: EmailMessage = email.message_from_bytes(message, policy=email.policy.default)
    try:
        body = parsed.get_body(("plain", "html"))
        link = LINK.search(body.get_content()) if body else None
        return " ".join(filter(None, (parsed["to"], parsed["subject"], link and link[0])))
    except (LookupError, ValueError, TypeError):
        # A charset or a header nobody can read: the mail is there all the same.
        return "（読めないメール）"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.log")) if folder.is_dir() else []
