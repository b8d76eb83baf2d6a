"""What is wrong with the rows of a list, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.importing.models import ImportBatch
from factories.importing.table.messages import label, worded


@dataclass(frozen=True)
class Problem:
    column: str
    sentence: str


def problems_of(found: list[dict[str, Any]]) -> tuple[Problem, ...]:
    """As they were kept with a row -> in words."""
    return tuple(_problem(one) for one in found)


def _problem(one: dict[str, Any]) -> Problem:
    process = taxonomy().process(one["said"].get("code", ""))
    said = {**one["said"], "process": process.name if process else ""}
    return Problem(label(one["column"]), worded(one["code"], said))


def problem_table(batch: ImportBatch) -> tuple[list[str], list[list[str]]]:
    """(titles, rows) of what has to be put right, for whoever keeps the list."""
    titles = [_("行"), _("会社の名前"), _("種類"), _("欄"), _("内容")]
    rows = [
        [str(row["line"]), row["name"], kind, problem.column, problem.sentence]
        for row in batch.rows
        for kind, found in ((_("誤り"), row["errors"]), (_("確かめるところ"), row["warnings"]))
        for problem in problems_of(found)
    ]
    return titles, rows
