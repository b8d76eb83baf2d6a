"""What the reading makes of inquiries in a file, one JSON object a line, by the words of the package alone."""

import json
import sys
from collections.abc import Iterable
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from marketplace.intake import Reading, read


class Command(BaseCommand):
    help = "Reads inquiries (JSON Lines with id and text) and writes what is asked for, a line each."
    requires_system_checks: list[str] = []
    stealth_options = ("stdin",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="標準入力の代わりに読むファイル")

    def handle(self, *args, file: str | None = None, stdin: IO | None = None, **options) -> None:
        if file:
            with open(file, "rb") as lines:
                self._answer(lines)
        else:
            stdin = stdin or sys.stdin
            self._answer(getattr(stdin, "buffer", stdin))

    def _answer(self, lines: Iterable[bytes | str]) -> None:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                inquiry_id, text = _asked(line)
            except ValueError as error:
                self.stderr.write(f"{number} 行目を読めません：{error}")
                continue
            self.stdout.write(json.dumps(as_json(inquiry_id, read(text)), ensure_ascii=False))


def _asked(line: bytes | str) -> tuple[Any, str]:
    if isinstance(line, bytes):
        line = line.decode("utf-8-sig")
    try:
        asked = json.loads(line)
    except RecursionError:
        raise ValueError("深すぎる JSON です") from None
    if not isinstance(asked, dict) or "id" not in asked or not isinstance(asked.get("text"), str):
        raise ValueError("id と text（文字列）のある JSON オブジェクトではありません")
    return asked["id"], asked["text"]


def as_json(inquiry_id: Any, reading: Reading) -> dict[str, Any]:
    """`size_mm` largest first; `tolerance` in the words of the text, `tolerance_mm` where it has a figure."""
    return {
        "id": inquiry_id,
        "is_request": reading.is_request,
        "label": reading.label,
        "stage": reading.stage,
        "processes": list(reading.codes),
        "materials": [material.code for material in reading.materials],
        "quantity": reading.quantity.count if reading.quantity else None,
        "later": reading.quantity.later if reading.quantity else None,
        "due": reading.due.text if reading.due else None,
        "size_mm": list(reading.size_mm),
        "tolerance": "、".join(reading.tolerance.words) if reading.tolerance else None,
        "tolerance_mm": reading.tolerance.mm if reading.tolerance else None,
        "threads": list(reading.threads),
        "budget_yen": reading.budget.high if reading.budget else None,
        "uses": [use.name for use in reading.uses],
        "unsure": list(reading.unsure),
    }
