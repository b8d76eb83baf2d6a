"""All municipalities of Japan from the packaged table."""

import csv
from pathlib import Path

from django.db.models import Model

TABLE = Path(__file__).parent / "data" / "municipalities.csv"


def add_municipalities(municipality: type[Model]) -> None:
    """Rows for every municipality that has none. The model is handed in: a migration knows it by its own state."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [
            municipality(
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
    municipality.objects.bulk_create(rows, ignore_conflicts=True)
