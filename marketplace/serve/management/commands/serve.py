"""`manage.py serve`: the whole place in one terminal. See `marketplace/serve/supervisor.py`."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from factories.search import trade_words
from marketplace.kernel.sweeping import sweeps
from marketplace.serve.children import ANOTHER_VERSION
from marketplace.serve.versions import is_of_another_version


class Command(BaseCommand):
    help = "Runs the place: embedded engines where no address is given, migrations, daphne, a worker and the sweep."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="only migrate and, into an empty embedded database (or with DEMO=1), fill the demo town (never with DEMO=0)",
        )

    def handle(self, *args, prepare: bool, **options: Any) -> None:
        if prepare:
            return self.prepare()
        from marketplace.serve.supervisor import main

        raise SystemExit(main())

    def prepare(self) -> None:
        """Can be repeated: everything here finds out for itself what is missing."""
        if is_of_another_version():
            raise SystemExit(ANOTHER_VERSION)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        trade_words.built()
        demo = os.environ.get("DEMO", "")
        wanted = demo == "1" or (demo != "0" and os.environ.get("EMBEDDED") == "1")
        if wanted and "make_town" in get_commands() and not get_user_model().objects.exists():
            self.stdout.write("見本の町を作っています。")
            call_command("make_town", firms=60, seed=1)
        sweeps["search.entries"].run()
