"""`manage.py load_taxonomy`: codes that a newer release brings become rows; what operators have edited stays."""

from typing import Any

from django.core.management.base import BaseCommand

from factories.catalog.services.terms import taxonomy_load
from marketplace.kernel.actors import system


class Command(BaseCommand):
    help = "Adds processes, materials and certificates of the packaged dictionary that have no row yet."

    def handle(self, *args: Any, **options: Any) -> None:
        names = {"processes": "工程", "materials": "材料", "certificates": "資格・認証"}
        added = taxonomy_load(actor=system("release"))
        for kind, codes in added.items():
            if codes:
                self.stdout.write(f"{names[kind]} {len(codes)}件 を足しました: {' '.join(codes)}")
        if not any(added.values()):
            self.stdout.write("足すものはありませんでした。")
