"""A list of firms comes in: uploaded, looked at, taken or not, taken back; and the directory goes out as a file."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from factories.consent.policies import may_enter_others
from factories.importing.forms import ApplyForm, ImportForm
from factories.importing.models import ImportBatch
from factories.importing.pages import batch_page, batches_page
from factories.importing.policies import visible_batches
from factories.importing.problems import problem_table
from factories.importing.services.batches import (
    import_apply,
    import_discard,
    import_preview,
    import_recheck,
    import_undo,
)
from factories.importing.services.exports import export_found, export_own, file_of
from factories.importing.table.writing import FORMATS, table, template
from factories.profile.policies import knows_contacts
from factories.search.forms import WORDS_AT_MOST, FacetForm
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import InvalidState, NotFound
from marketplace.kernel.shortcuts import get_visible_or_404


def _require_may_enter(request: HttpRequest) -> None:
    if not may_enter_others(request.actor):
        raise NotFound("imports")


def _batches_page(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "importing/batches.html", batches_page(request.actor, refused))


@member_page("GET", "POST")
def batches(request: HttpRequest) -> HttpResponse:
    """Send a list, and what became of earlier ones."""
    _require_may_enter(request)
    if request.method != "POST":
        return _batches_page(request)
    return act(
        request,
        import_preview,
        form=ImportForm(request.POST, request.FILES),
        to=lambda batch: reverse("import_batch", args=[batch.public_id]),
        page=partial(_batches_page, request),
    )


@member_page("GET")
def empty_list(request: HttpRequest, form: str) -> HttpResponse:
    """A list with our titles, to be filled in."""
    _require_may_enter(request)
    return _file(template(form), "template", form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    kind, ending = FORMATS[form]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    response["Cache-Control"] = "no-store"
    return response


def _own(request: HttpRequest, public_id: UUID) -> ImportBatch:
    return get_visible_or_404(visible_batches(request.actor).select_related("user"), public_id)


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    shown, number = request.GET.get("show", ""), request.GET.get("page")
    page = batch_page(_own(request, public_id), refused, shown=shown, number=number)
    return show(request, "importing/batch.html", page)


def _act(request: HttpRequest, public_id: UUID, service: Callable[..., Any], **named: Any) -> HttpResponse:
    """Do something with the list and come back to it, unless another address is named."""
    here = {"to": reverse("import_batch", args=[public_id]), "page": partial(_page, request, public_id)}
    return act(request, service, batch=_own(request, public_id), **{**here, **named})


@member_page("GET")
def batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was read, line by line, with what is wrong; afterwards what became of each line."""
    return _page(request, public_id)


@member_page("GET")
def errors(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What has to be put right, as a file for whoever keeps the list."""
    found = _own(request, public_id)
    titles, rows = problem_table(found)
    return _file(table(titles, rows, "csv"), f"errors-{found.public_id}", "csv")


def _page_rechecked(request: HttpRequest, public_id: UUID, refused: Refusal) -> HttpResponse:
    """The directory may have moved on since the list was read: then it is compared anew."""
    if refused.status == InvalidState.status:
        import_recheck(actor=request.actor, batch=_own(request, public_id))
    return _page(request, public_id, refused)


def _taken(batch: ImportBatch) -> str:
    return _("%(n)s社を取りこみました。") % {"n": f"{batch.counts['made'] + batch.counts['changed']:,}"}


@member_page("POST")
def apply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take what is good, all of it or nothing."""
    page = partial(_page_rechecked, request, public_id)
    return _act(request, public_id, import_apply, form=ApplyForm(request.POST), page=page, done=_taken)


@member_page("POST")
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw the list away."""
    done = _("取りこみをやめました。読んだ内容は消しました。")
    return _act(request, public_id, import_discard, to=reverse("imports"), done=done)


@member_page("POST")
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As if the list had not come, except where somebody has worked with a firm since."""
    return _act(request, public_id, import_undo, done=_("取りこむ前に戻しました。"))


@member_page("GET")
def export(request: HttpRequest) -> HttpResponse:
    """What the search finds, for hubs and officers; a factory's own entry for itself."""
    actor = request.actor
    form = request.GET.get("format", "")
    form = form if form in FORMATS else "csv"
    own = "own" in request.GET or not knows_contacts(actor)
    if own and not actor.organization.is_factory:
        raise NotFound("export")
    if own:
        rows = export_own(actor=actor)
    else:
        words = request.GET.get("q", "").strip()[:WORDS_AT_MOST]
        rows = export_found(actor=actor, text=words, facets=FacetForm(request.GET).facets())
    return _file(file_of(rows, form), f"factories-{jst_date(db_now()):%Y%m%d}", form)
