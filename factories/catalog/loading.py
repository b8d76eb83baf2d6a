"""From the packaged dictionary to rows: what is missing is added, what is there is the operators' and stays."""

from collections.abc import Mapping

from django.db.models import Model

from factories.catalog.taxonomy import packaged_data, rows_of


def add_missing(kinds: Mapping[str, type[Model]]) -> dict[str, list[str]]:
    """Rows for codes that no row has, and which those are, by kind. The models are handed in: a migration knows them by
    an older shape."""
    added = {}
    for kind, rows in rows_of(packaged_data()).items():
        model = kinds[kind]
        fields = {field.name for field in model._meta.concrete_fields}
        have = set(model._default_manager.values_list("code", flat=True))
        new = [row for row in rows if row["code"] not in have]
        model._default_manager.bulk_create([model(**{k: v for k, v in row.items() if k in fields}) for row in new])
        added[kind] = [row["code"] for row in new]
    return added
