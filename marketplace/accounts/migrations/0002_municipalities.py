"""All municipalities of Japan from the packaged table."""

import csv
from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).resolve().parents[1] / "data" / "municipalities.csv"


def load(apps, schema_editor):
    Municipality = apps.get_model("accounts", "Municipality")
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [
            Municipality(
                code=row["code"],
                prefecture=row["prefecture"],
                county=row["county"],
                name=row["name"],
                kana=row["kana"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in csv.DictReader(file)
        ]
    Municipality.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
