"""Whether a database belongs to this version of the place. Nothing carries data over from before the first release."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

#: What apps were called before; their tables are of no use here.
FORMER = {"marketplace", "factories", "orders", "messaging"}


def is_of_another_version() -> bool:
    """Whether migrations of ours were applied that do not exist here."""
    own = FORMER | {a.label for a in apps.get_app_configs() if a.name.partition(".")[0] in FORMER}
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return any(
        label in own and (label, name) not in known
        for label, name in MigrationRecorder(connection).applied_migrations()
    )
