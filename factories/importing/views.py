"""A list of firms comes in: uploaded, looked at, taken or not, taken back; and the directory goes out as a file."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.consent.policies import may_enter_others
from factories.importing.forms import ImportForm
from factories.importing.models import ImportBatch
from factories.importing.policies import visible_batches
from factories.importing.services import batches as services
from factories.importing.services import exports
from factories.importing.states import BatchStatus
from factories.importing.table import writing
from factories.importing.table.messages import label, worded
from factories.importing.table.rows import ImportedFirm
from factories.importing.table.sheets import BYTES_AT_MOST
from factories.profile.policies import knows_contacts
from factories.search.forms import FacetForm
from factories.search.views import MAX_WORDS
from marketplace.accounts.gates import member_page
from marketplace.accounts.models import Municipality
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, InvalidState, NotFound
from marketplace.kernel.idempotency import once

PER_PAGE, HISTORY = 100, 30
#: Which rows are shown: all, those with errors, with doubts, of firms that are known.
SHOWN = ("all", "wrong", "doubts", "known")


def _require_may_enter(request: HttpRequest) -> None:
    if not may_enter_others(request.actor):
        raise NotFound("imports")


@member_page("GET", "POST")
def imports(request: HttpRequest) -> HttpResponse:
    """Send a list, and what became of earlier ones."""
    _require_may_enter(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _previewed(request, form))
        except Invalid as refusal:
            if not refusal.code.startswith(("file.", "columns.", "consent.")):
                raise
            form.add_error("consented_on" if refusal.code.startswith("consent.") else "file", refusal.message)
    batches = visible_batches(request.actor).defer("rows", "ignored").select_related("user")[:HISTORY]
    context = {"section": "factories", "form": form, "batches": batches}
    return render(request, "importing/batches.html", context, status=400 if form.errors else 200)


def _previewed(request: HttpRequest, form: ImportForm) -> HttpResponse:
    said = dict(form.cleaned_data)
    upload = said.pop("file")
    batch = services.import_preview(
        actor=request.actor,
        filename=upload.name,
        content=upload.read(BYTES_AT_MOST + 1),
        municipality=said.pop("municipality"),
        consent=said,
    )
    return redirect("import_batch", batch.public_id)


@member_page("GET")
def import_template(request: HttpRequest, form: str) -> HttpResponse:
    """An empty list with our titles."""
    _require_may_enter(request)
    return _file(writing.template(form), "template", form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    kind, ending = writing.FORMATS[form]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    response["Cache-Control"] = "no-store"
    return response


def _own(request: HttpRequest, public_id) -> ImportBatch:
    return get_visible_or_404(visible_batches(request.actor).select_related("user"), public_id)


@member_page("GET")
def import_batch(request: HttpRequest, public_id) -> HttpResponse:
    """What was read, line by line, with what is wrong; afterwards what became of each line."""
    batch = _own(request, public_id)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN else "all"
    page = Paginator(_chosen(batch.rows, show), PER_PAGE).get_page(request.GET.get("page"))
    lines = [row["line"] for row in page]
    done = {row.line: row for row in batch.done.filter(line__in=lines).select_related("factory")}
    municipalities = {firm["municipality"] for row in page if (firm := row["firm"])}
    names = {
        municipality.code: municipality.full_name
        for municipality in Municipality.objects.filter(code__in=municipalities)
    }
    counts = batch.counts
    context = {
        "section": "factories",
        "batch": batch,
        "counts": counts,
        "page": page,
        "rows": [_shown(row, names, done.get(row["line"])) for row in page],
        "show": show,
        "tabs": [
            ("all", _("すべて"), counts["rows"]),
            ("wrong", _("誤りだけ"), counts["wrong"]),
            ("doubts", _("確かめるところ"), counts["doubts"]),
            ("known", _("もう登録されている会社"), counts["known"] + counts["ours"]),
        ],
        "kept": batch.done.exclude(kept="").select_related("factory") if batch.status == BatchStatus.UNDONE else (),
        "may_undo": services.may_undo(batch, db_now()),
        "days": services.UNDO_WITHIN.days,
    }
    return render(request, "importing/batch.html", context)


def _chosen(rows: list[dict], show: str) -> list[dict]:
    if show == "wrong":
        return [row for row in rows if not row["firm"]]
    if show == "doubts":
        return [row for row in rows if row["firm"] and row["warnings"]]
    return [row for row in rows if row["known"]] if show == "known" else rows


def _shown(row: dict, municipalities: dict[str, str], done) -> dict:
    """A row as the page says it."""
    known = taxonomy()
    firm = ImportedFirm.from_json(row["firm"]) if row["firm"] else None
    processes = [p.name for code in (firm.processes if firm else ()) if (p := known.process(code))]
    return {
        "line": row["line"],
        "name": row["name"],
        "firm": firm,
        "municipality": municipalities.get(firm.municipality, "") if firm else "",
        "processes": processes,
        "known": row["known"],
        "errors": _worded(row["errors"]),
        "warnings": _worded(row["warnings"]),
        "done": done,
    }


def _worded(problems: list[dict]) -> list[tuple[str, str]]:
    """(column, sentence) of each."""
    found = []
    for problem in problems:
        process = taxonomy().process(problem["said"].get("code", ""))
        said = {**problem["said"], "process": process.name if process else ""}
        found.append((label(problem["column"]), worded(problem["code"], said)))
    return found


@member_page("GET")
def import_errors(request: HttpRequest, public_id) -> HttpResponse:
    """What has to be put right, as a file for whoever keeps the list."""
    batch = _own(request, public_id)
    rows = [
        [str(row["line"]), row["name"], kind, column, sentence]
        for row in batch.rows
        for kind, problems in ((_("誤り"), row["errors"]), (_("確かめるところ"), row["warnings"]))
        for column, sentence in _worded(problems)
    ]
    titles = [_("行"), _("会社の名前"), _("種類"), _("欄"), _("内容")]
    return _file(writing.table(titles, rows, "csv"), f"errors-{batch.public_id}", "csv")


@member_page("POST")
def import_apply(request: HttpRequest, public_id) -> HttpResponse:
    """Take what is good, all of it or nothing."""
    batch = _own(request, public_id)

    def effect() -> HttpResponse:
        applied = services.import_apply(
            actor=request.actor,
            batch=batch,
            without_wrong="without_wrong" in request.POST,
            update_ours="update_ours" in request.POST,
        )
        words = _("%(n)s社を取りこみました。") % {"n": f"{applied.counts['made'] + applied.counts['changed']:,}"}
        messages.success(request, words)
        return redirect("import_batch", batch.public_id)

    try:
        return once(request, effect)
    except (Invalid, InvalidState) as refusal:
        if refusal.code not in ("import.wrong", "import.nothing", "import.changed"):
            raise
        if refusal.code == "import.changed":
            services.import_recheck(actor=request.actor, batch=batch)
        messages.error(request, refusal.message)
        return redirect("import_batch", batch.public_id)


@member_page("POST")
def import_discard(request: HttpRequest, public_id) -> HttpResponse:
    """Throw the list away."""
    batch = _own(request, public_id)

    def effect() -> HttpResponse:
        services.import_discard(actor=request.actor, batch=batch)
        messages.success(request, _("取りこみをやめました。読んだ内容は消しました。"))
        return redirect("imports")

    return once(request, effect)


@member_page("POST")
def import_undo(request: HttpRequest, public_id) -> HttpResponse:
    """As if the list had not come, except where somebody has worked with a firm since."""
    batch = _own(request, public_id)

    def effect() -> HttpResponse:
        services.import_undo(actor=request.actor, batch=batch)
        messages.success(request, _("取りこむ前に戻しました。"))
        return redirect("import_batch", batch.public_id)

    return once(request, effect)


@member_page("GET")
def factories_export(request: HttpRequest) -> HttpResponse:
    """What the search finds, for hubs and officers; a factory's own entry for itself."""
    actor = request.actor
    form = request.GET.get("format", "")
    form = form if form in writing.FORMATS else "csv"
    own = "own" in request.GET or not knows_contacts(actor)
    if own and not actor.organization.is_factory:
        raise NotFound("export")
    if own:
        rows = exports.export_own(actor=actor)
    else:
        words = request.GET.get("q", "").strip()[:MAX_WORDS]
        rows = exports.export_found(actor=actor, text=words, facets=FacetForm(request.GET).facets())
    try:
        content = writing.written(rows, form)
    except writing.Unwritable as error:
        raise Invalid(
            "export.letters",
            _("Shift_JIS では書けない文字があります: %(letters)s。UTF-8 の CSV か Excel をえらんでください。")
            % {"letters": _("、").join(error.letters[:20])},
        ) from error
    return _file(content, f"factories-{jst_date(db_now()):%Y%m%d}", form)
