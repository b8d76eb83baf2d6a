"""A list of firms comes into the directory: shown first, taken whole or not at all, taken back within a month."""

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.consent.policies import consents_in_force, may_enter_others
from factories.consent.services.consents import consent_check
from factories.importing.models import ImportBatch, ImportedRow
from factories.importing.reading import sheet_of
from factories.importing.services.firms import firms_enter, firms_take_back, firms_update
from factories.importing.states import IMPORT, BatchStatus
from factories.importing.table.cells import MunicipalityIndex
from factories.importing.table.messages import worded
from factories.importing.table.rows import ImportedFirm, Row, Table, read_rows
from factories.importing.table.sheets import Refused, Sheet
from factories.profile.models import Factory
from factories.search.index import index
from marketplace.accounts.models import Municipality, Organization
from marketplace.kernel import transitions
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition, NotAllowed
from marketplace.kernel.present import present
from marketplace.kernel.text import name_key

#: So long an import can be taken back.
UNDO_WITHIN = timedelta(days=30)
#: How a row's firm stands to the directory: not in it, in it, in it and the organization may write for it.
NEW, KNOWN, OURS = "", "known", "ours"
#: So many new firms are found by the search at once.
INDEXED_AT_ONCE = 500
#: Firms are named in a refusal up to so many.
NAMED_AT_MOST = 10


def _require_may_enter(actor: Actor, batch: ImportBatch | None = None) -> None:
    if not may_enter_others(actor) or (batch is not None and batch.organization_id != actor.organization.pk):
        raise NotAllowed("import", _("名簿を取りこめるのは、まとめ役と自治体だけです。"))


@transaction.atomic
def import_preview(
    *,
    actor: Actor,
    filename: str,
    content: bytes,
    sheet: Sheet | None = None,
    municipality: Municipality | None = None,
    **consent: Any,
) -> ImportBatch:
    """Read a file and keep what was read; nothing of it is in the directory yet. `sheet`: the file taken apart, where that
    was done before the transaction. `consent`: consented_by, consented_on,
    way, cause, for every row that names none of its own. Raises Invalid with the reason why the file cannot be read."""
    _require_may_enter(actor)
    consent = _checked(consent)
    try:
        sheet = sheet or sheet_of(content)
        table = read_rows(
            sheet,
            taxonomy=taxonomy(),
            municipalities=MunicipalityIndex(
                tuple(Municipality.objects.values_list("code", "prefecture", "county", "name"))
            ),
            today=jst_date(db_now()),
            default_municipality=municipality.code if municipality else "",
        )
    except Refused as refusal:
        raise Invalid(refusal.code, worded(refusal.code, refusal.said)) from refusal
    batch = ImportBatch.objects.create(
        organization=actor.organization,
        user=actor.user,
        filename=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        kind=sheet.kind,
        rows=_as_json(table, actor.organization),
        ignored=_ignored(sheet, table),
        **consent,
    )
    _count(batch)
    return transitions.start(IMPORT, batch, actor, "preview", note={"file": batch.filename, "counts": batch.counts})


def _checked(consent: dict[str, Any]) -> dict[str, Any]:
    by, cause = consent["consented_by"].strip()[:60], consent["cause"].strip()[:300]
    consent_check(consented_by=by, consented_on=consent["consented_on"], way=consent["way"], cause=cause)
    return {**consent, "consented_by": by, "cause": cause}


def _ignored(sheet: Sheet, table: Table) -> list[str]:
    return [*table.header.ignored, *sheet.others]


def _as_json(table: Table, organization: Organization) -> list[dict]:
    known = known_among([row.firm for row in table.rows if row.firm], organization)
    return [_row_as_json(row, known) for row in table.rows]


def _row_as_json(row: Row, known: dict[tuple[str, str], str]) -> dict:
    return {
        "line": row.line,
        "name": row.name,
        "firm": row.firm.as_json() if row.firm else None,
        "errors": [asdict(problem) for problem in row.errors],
        "warnings": [asdict(problem) for problem in row.warnings],
        "known": known.get(row.firm.key, NEW) if row.firm else NEW,
    }


def _count(batch: ImportBatch) -> None:
    """How many rows there are of each kind."""
    good = [row for row in batch.rows if row["firm"]]
    batch.counts = {
        "rows": len(batch.rows),
        "wrong": len(batch.rows) - len(good),
        "doubts": sum(bool(row["warnings"]) for row in good),
        "new": sum(row["known"] == NEW for row in good),
        "known": sum(row["known"] == KNOWN for row in good),
        "ours": sum(row["known"] == OURS for row in good),
    }
    batch.save(update_fields=["counts"])


def _organizations_like(firms: list[ImportedFirm]) -> dict[tuple[str, str], Organization]:
    """The organizations that are called as these firms are, in the same municipality."""
    wanted = {firm.key for firm in firms}
    there = Organization.objects.filter(
        municipality__in={municipality for municipality, _name in wanted}, is_active=True
    )
    found = {}
    for organization in there.only("name", "municipality_id").order_by("-pk"):
        key = (organization.municipality_id, name_key(organization.name))
        if key in wanted:
            found[key] = organization
    return found


def known_among(firms: list[ImportedFirm], organization: Organization) -> dict[tuple[str, str], str]:
    """KNOWN or OURS by key, for those of the firms that the directory has."""
    found = _organizations_like(firms)
    ours = set(
        consents_in_force(organization)
        .filter(factory__organization__in=found.values())
        .values_list("factory__organization", flat=True)
    )
    return {key: OURS if o.pk in ours else KNOWN for key, o in found.items()}


@transaction.atomic
def import_apply(
    *, actor: Actor, batch: ImportBatch, without_wrong: bool = False, update_ours: bool = False
) -> ImportBatch:
    """Every good row that is new comes into the directory with its consent, or nothing does. `without_wrong`: rows with
    errors stay outside; else there may be none. `update_ours`: known firms that the organization may write for get what
    their rows say; other known firms are passed over. Applying again changes nothing. Raises Invalid for rows with errors
    and where nothing is left to do, InvalidState when the directory is no longer as it was shown."""
    batch = _held(actor, batch)
    if batch.status == BatchStatus.APPLIED:
        return batch
    _require_move(batch, "apply")
    wrong = sum(row["firm"] is None for row in batch.rows)
    if wrong and not without_wrong:
        raise Invalid(
            "import.wrong",
            _(
                "誤りのある行が %(n)s行 あります。ファイルを直すか、「誤りのある行を除いて取りこむ」に印を付けてください。"
            )
            % {"n": f"{wrong:,}"},
        )
    rows = [(row["line"], ImportedFirm.from_json(row["firm"]), row["known"]) for row in batch.rows if row["firm"]]
    _hold_municipalities([firm for _line, firm, _known in rows])
    _unchanged(rows, actor.organization)
    new = [(line, firm) for line, firm, known in rows if known == NEW]
    ours = [(line, firm) for line, firm, known in rows if known == OURS] if update_ours else []
    if not new and not ours:
        raise Invalid("import.nothing", _("取りこむ会社がありません。もう登録されている会社だけです。"))
    made = firms_enter(actor, batch, new)
    found = _organizations_like([firm for _line, firm in ours]) if ours else {}
    changed = firms_update(actor, batch, [(line, firm, found[firm.key]) for line, firm in ours])
    ImportedRow.objects.bulk_create([*made, *changed], batch_size=1_000)
    done = Factory.objects.filter(imported_rows__batch=batch)
    # The sweep of the search finds new firms within a minute; thousands would keep the person and the towns waiting.
    index(done if len(made) <= INDEXED_AT_ONCE else done.filter(imported_rows__is_new=False))
    counts = {**batch.counts, "made": len(made), "changed": len(changed)}
    facts = {"counts": counts, "applied_at": ClockTimestamp()}
    return transitions.apply(IMPORT, batch, "apply", actor, note={"made": len(made), "changed": len(changed)}, **facts)


def _held(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """The batch as it is now, held until the end: two presses go one after the other."""
    _require_may_enter(actor, batch)
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


def _require_move(batch: ImportBatch, move: str) -> None:
    """Before anything is written: `transitions.apply` asks the same at the end."""
    if batch.status not in IMPORT.sources_of(move):
        raise InvalidTransition(f"{IMPORT.name}.{move}.from_{batch.status}")


def _hold_municipalities(firms: list[ImportedFirm]) -> None:
    """Nobody else enters firms in these towns until we are done; members who join are not held up."""
    municipalities = Municipality.objects.select_for_update(no_key=True).filter(
        code__in={firm.municipality for firm in firms}
    )
    list(municipalities.order_by("code").values_list("code"))


def _unchanged(rows: list[tuple[int, ImportedFirm, str]], organization: Organization) -> None:
    now = known_among([firm for _line, firm, _known in rows], organization)
    other = [firm.name for _line, firm, known in rows if now.get(firm.key, NEW) != known]
    if other:
        names = _("、").join(other[:NAMED_AT_MOST]) + ("…" if len(other) > NAMED_AT_MOST else "")
        raise InvalidState(
            "import.changed",
            _(
                "画面を開いたあとに登録のようすが変わったため、何も取りこんでいません: %(firms)s。もう一度確かめてください。"
            )
            % {"firms": names},
        )


@transaction.atomic
def import_recheck(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Compare the rows with the directory as it is now. Does nothing once the batch has been decided."""
    batch = _held(actor, batch)
    if batch.status == IMPORT.initial:
        firms = {row["line"]: ImportedFirm.from_json(row["firm"]) for row in batch.rows if row["firm"]}
        known = known_among(list(firms.values()), actor.organization)
        for row in batch.rows:
            if row["firm"]:
                row["known"] = known.get(firms[row["line"]].key, NEW)
        batch.save(update_fields=["rows"])
        _count(batch)
    return batch


@transaction.atomic
def import_discard(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Throw away what was read. Doing so again changes nothing."""
    batch = _held(actor, batch)
    if batch.status == BatchStatus.DISCARDED:
        return batch
    return transitions.apply(IMPORT, batch, "discard", actor, rows=[], ended_at=ClockTimestamp())


@transaction.atomic
def import_undo(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Firms that the batch made are gone and those that it changed are as before, except where somebody has touched them
    since: they stay, and their rows say so. Doing so again changes nothing. Raises InvalidState after a month."""
    batch = _held(actor, batch)
    if batch.status == BatchStatus.UNDONE:
        return batch
    _require_move(batch, "undo")
    if not may_undo(batch, db_now()):
        raise InvalidState(
            "import.late", _("取りこんでから%(n)s日をすぎたので、元に戻せません。") % {"n": UNDO_WITHIN.days}
        )
    gone, restored = firms_take_back(actor, batch)
    note = {"gone": gone, "restored": restored, "kept": batch.done.exclude(kept="").count()}
    facts = {"counts": {**batch.counts, **note}, "ended_at": ClockTimestamp()}
    return transitions.apply(IMPORT, batch, "undo", actor, note=note, **facts)


def may_undo(batch: ImportBatch, now: datetime) -> bool:
    return batch.status == BatchStatus.APPLIED and now <= present(batch.applied_at) + UNDO_WITHIN
