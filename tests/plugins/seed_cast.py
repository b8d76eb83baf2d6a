"""Run as a program with DATABASE_URL set: puts the cast of the browser's journey into a running place."""

import os
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kotoba-no-kagi-2026"
CAST = {
    "hub": ("hub@example.jp", "山下 恵", "羽田共同製作所"),
    "lathe": ("lathe@example.jp", "矢口 実", "矢口精工"),
    "plating": ("plating@example.jp", "城東 正", "城東クロム工業"),
    "officer": ("officer@example.jp", "大田 緑", "大田区"),
    "rival": ("rival@example.jp", "別所 太郎", "別所商会"),
}
KINDS = {
    "hub": "is_hub",
    "lathe": "is_factory",
    "plating": "is_factory",
    "officer": "is_municipality",
    "rival": "is_orderer",
}
PROCESSES = {"lathe": "0302", "plating": "1203"}


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    import django

    django.setup()
    from allauth.account.models import EmailAddress

    from factories.services import capability_set, factory_of
    from marketplace.accounts.models import TERMS_VERSION, Membership, Organization, User
    from marketplace.kernel.actors import Actor
    from marketplace.models import DutyDesk

    for key, (email, name, firm) in CAST.items():
        user = User.objects.create_user(email, PASSWORD, name=name, terms_version=TERMS_VERSION)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        organization = Organization.objects.create(
            name=firm,
            kana=firm,
            municipality_id="131113",
            address="本町1-2-3",
            phone="03-0000-0000",
            capital_yen=10_000_000,
            employees=9,
            size_declared_on=date(2026, 4, 1),
            **{KINDS[key]: True},
        )
        Membership.objects.create(user=user, organization=organization, role="owner")
        if key in PROCESSES:
            actor = Actor(user=user, organization=organization, role="owner")
            capability_set(actor=actor, factory=factory_of(organization=organization), process=PROCESSES[key])
        if key == "hub":
            DutyDesk.objects.create(municipality_id="131113", hub=organization)


if __name__ == "__main__":
    main()
