"""The people of the fictional town who can sign in, each with a random password of this installation."""

import os
import secrets
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import transaction

from marketplace.demo.people import Cast, Firm
from marketplace.demo.places import OTA

FILE = "demo-signins.txt"
LOGIN = "/accounts/login/"


def _people(cast: Cast) -> list[tuple[str, Firm]]:
    return [
        ("頼み手", cast.orderers[0]),
        ("別の頼み手", cast.orderers[1]),
        ("まとめ役", cast.hub("hub@haneda.example")),
        ("川崎のまとめ役", cast.hub("hub@tamagawa.example")),
        ("町工場(旋盤)", cast.makers[0]),
        ("町工場(めっき)", cast.makers[1]),
        ("町工場(フライス)", cast.makers[2]),
        ("自治体", cast.officer(OTA)),
    ]


@transaction.atomic
def give_signins(cast: Cast) -> list[str]:
    """Passwords for the eight; their addresses count as confirmed. Lines for the file."""
    lines = [f"見本の町(すべて架空の人と会社です)。{LOGIN} で、下のメールとパスワードを使って入れます。"]
    for role, firm in _people(cast):
        password = secrets.token_urlsafe(9)
        firm.user.set_password(password)
        firm.user.save(update_fields=["password"])
        EmailAddress.objects.create(user=firm.user, email=firm.user.email, verified=True, primary=True)
        lines.append(f"{role}  {firm.user.email}  {password}")
    return lines


def write_signins(folder: Path, lines: list[str]) -> Path:
    """For the owner of the folder alone to read."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path
