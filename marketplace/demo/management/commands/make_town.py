"""`manage.py make_town`: a fictional town to try the place with. See `marketplace/demo`."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from marketplace.demo.build import make_town
from marketplace.demo.signins import give_signins, write_signins


class Command(BaseCommand):
    help = "Fills an empty database with a fictional town: firms, people and half a year of work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--firms", type=int, default=60, help="number of factories (at least 20)")
        parser.add_argument(
            "--inquiries",
            type=int,
            help="number of inquiries, never fewer than the played ones (about 80) unless 0: firms and people alone",
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same town")
        parser.add_argument(
            "--yes-fictional-people",
            action="store_true",
            help="also into a database given by DATABASE_URL",
        )

    def handle(
        self, *args, firms: int, inquiries: int | None, seed: int, yes_fictional_people: bool, **options
    ) -> None:
        allowed = settings.EMBEDDED or yes_fictional_people or os.environ.get("DEMO") == "1"
        if not allowed:
            raise CommandError(
                "DATABASE_URL のデータベースには架空の人を入れません。入れてよければ --yes-fictional-people を付けてください。"
            )
        if firms < 20:
            raise CommandError("--firms は 20 以上にしてください。")
        with transaction.atomic():
            with connection.cursor() as cursor:  # a second one at the same time waits, and finds people
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('make_town'))")
            if get_user_model().objects.exists():
                self.stdout.write("もう人が登録されているので、見本の町は作りませんでした。")
                return
            cast = make_town(firms=firms, inquiries=inquiries, seed=seed)
            path = write_signins(Path(settings.VAR_DIR), give_signins(cast))
        self.stdout.write(f"見本の町ができました(町工場 {firms:,}社)。入るためのパスワード: {path}")
