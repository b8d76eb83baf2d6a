#!/usr/bin/env python3
"""The door to every command. Where no DATABASE_URL is set, a command that needs the database gets the embedded one."""

import importlib.util
import os
import sys


def main() -> int:
    if importlib.util.find_spec("django") is None:
        print(
            "Django がありません。.venv/bin/python manage.py で実行してください（.venv は make run が作ります）。",
            file=sys.stderr,
        )
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    from marketplace.serve import running, supervisor
    from marketplace.serve.processes import Trouble

    if sys.argv[1:] == ["serve"]:  # without Django: it only starts the processes that need it
        return supervisor.main()
    if sys.argv[1:2] == ["sweep"]:
        os.environ.setdefault("NAKAMA_PROCESS", "sweep")
    try:
        with running.for_command(sys.argv):
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
