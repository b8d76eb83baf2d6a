"""The pages of lists of firms: sending one, and what was read in it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from factories.catalog.selectors import process_names
from factories.importing.forms import ApplyForm, ImportForm
from factories.importing.models import ImportBatch, ImportedRow
from factories.importing.policies import visible_batches
from factories.importing.problems import Problem, problems_of
from factories.importing.services.batches import UNDO_WITHIN, may_undo
from factories.importing.services.firms import USED
from factories.importing.states import BatchStatus
from factories.importing.table.rows import ImportedFirm
from marketplace.accounts.models import Municipality
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now

PER_PAGE, HISTORY = 100, 30


@dataclass(frozen=True)
class BatchesPage:
    section: ClassVar[str] = "factories"

    form: ImportForm
    batches: tuple[ImportBatch, ...]
    refused: Refusal = NOT_REFUSED


def batches_page(actor: Actor, refused: Refusal = NOT_REFUSED) -> BatchesPage:
    """Send a list, and what became of earlier ones."""
    earlier = visible_batches(actor).defer("rows", "ignored").select_related("user")[:HISTORY]
    return BatchesPage(refused.form_or(ImportForm), tuple(earlier), refused)


@dataclass(frozen=True)
class Tab:
    """Rows of one kind, by `name` in the address."""

    name: str
    title: str
    number: int
    is_shown: bool


@dataclass(frozen=True)
class BatchRow:
    """A line as it was read. `firm` is None where it has errors; `done`: what it did, once the list was applied."""

    line: int
    name: str
    firm: ImportedFirm | None
    municipality: str
    processes: tuple[str, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    done: ImportedRow | None
    look: str
    word: str


@dataclass(frozen=True)
class KeptRow:
    """A firm that stayed when the list was taken back."""

    row: ImportedRow
    why: str


@dataclass(frozen=True)
class BatchPage:
    section: ClassVar[str] = "factories"

    batch: ImportBatch
    is_discarded: bool
    is_previewed: bool
    is_undone: bool
    counts: dict[str, int]
    has_problems: bool
    apply_form: ApplyForm | None
    can_undo: bool
    undo_days: int
    kept: tuple[KeptRow, ...]
    tabs: tuple[Tab, ...]
    lines: Page
    rows: tuple[BatchRow, ...]
    refused: Refusal = NOT_REFUSED


def batch_page(
    batch: ImportBatch, refused: Refusal = NOT_REFUSED, *, shown: str = "", number: str | None = None
) -> BatchPage:
    """What was read, line by line, with what is wrong; afterwards what became of each line. `shown`: rows of which kind."""
    counts = batch.counts
    tabs = _tabs(counts, shown)
    lines = Paginator(_chosen(batch.rows, next(tab.name for tab in tabs if tab.is_shown)), PER_PAGE).get_page(number)
    is_previewed, is_undone = batch.status == BatchStatus.PREVIEWED, batch.status == BatchStatus.UNDONE
    kept = batch.done.exclude(kept="").select_related("factory") if is_undone else ()
    return BatchPage(
        batch=batch,
        is_discarded=batch.status == BatchStatus.DISCARDED,
        is_previewed=is_previewed,
        is_undone=is_undone,
        counts=counts,
        has_problems=bool(counts["wrong"] or counts["doubts"]),
        apply_form=refused.form_or(ApplyForm) if is_previewed else None,
        can_undo=may_undo(batch, db_now()),
        undo_days=UNDO_WITHIN.days,
        kept=tuple(KeptRow(row, _why_kept(row)) for row in kept),
        tabs=tabs,
        lines=lines,
        rows=_rows(batch, list(lines), is_undone),
        refused=refused,
    )


def _tabs(counts: dict[str, int], shown: str) -> tuple[Tab, ...]:
    kinds = (
        ("all", _("すべて"), counts["rows"]),
        ("wrong", _("誤りだけ"), counts["wrong"]),
        ("doubts", _("確かめるところ"), counts["doubts"]),
        ("known", _("もう登録されている会社"), counts["known"] + counts["ours"]),
    )
    wanted = shown if shown in {name for name, _title, _n in kinds} else "all"
    return tuple(Tab(name, title, n, name == wanted) for name, title, n in kinds)


def _chosen(rows: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    if kind == "wrong":
        return [row for row in rows if not row["firm"]]
    if kind == "doubts":
        return [row for row in rows if row["firm"] and row["warnings"]]
    return [row for row in rows if row["known"]] if kind == "known" else rows


def _rows(batch: ImportBatch, rows: list[dict[str, Any]], is_undone: bool) -> tuple[BatchRow, ...]:
    lines = [row["line"] for row in rows]
    done = {row.line: row for row in batch.done.filter(line__in=lines).select_related("factory")}
    codes = {firm["municipality"] for row in rows if (firm := row["firm"])}
    names = {found.code: found.full_name for found in Municipality.objects.filter(code__in=codes)}
    return tuple(_row(row, names, done.get(row["line"]), is_undone) for row in rows)


def _row(row: dict[str, Any], municipalities: dict[str, str], done: ImportedRow | None, is_undone: bool) -> BatchRow:
    firm = ImportedFirm.from_json(row["firm"]) if row["firm"] else None
    look, word = _became(row, done, is_undone)
    return BatchRow(
        line=row["line"],
        name=row["name"],
        firm=firm,
        municipality=municipalities.get(firm.municipality, "") if firm else "",
        processes=tuple(name for _code, name in process_names(firm.processes)) if firm else (),
        errors=problems_of(row["errors"]),
        warnings=problems_of(row["warnings"]),
        done=done,
        look=look,
        word=word,
    )


def _became(row: dict[str, Any], done: ImportedRow | None, is_undone: bool) -> tuple[str, str]:
    """(look of the chip, its word)"""
    if row["errors"]:
        return "gap", _("誤り")
    if done is None:
        return ("wait", _("もう登録されています")) if row["known"] else ("run", _("新しい会社"))
    if done.kept:
        return "done", _("残しました")
    if is_undone:
        return "wait", _("元に戻しました")
    return "done", _("登録しました") if done.is_new else _("直しました")


def _why_kept(row: ImportedRow) -> str:
    return _("ほかで使われています") if row.kept == USED else _("取りこんだあとに直されています")
