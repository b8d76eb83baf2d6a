"""The directory, or one's own entry, as rows of a file that can be imported again."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.importing.table import saying
from factories.importing.table.writing import Unwritable, written
from factories.profile.models import Capability, Certificate, Factory, Machine
from factories.profile.policies import knows_contacts
from factories.profile.selectors import public_factories
from factories.search.facets import Facets
from factories.search.find import find
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, NotAllowed

ROWS_AT_MOST = 5_000


def export_found(*, actor: Actor, text: str, facets: Facets) -> list[dict[str, str]]:
    """What the search of the directory finds, best first, with telephone and FAX: for hubs and officers, and on the
    record. Never what a firm keeps for itself."""
    if not knows_contacts(actor):
        raise NotAllowed("directory.export")
    hits = find(text, facets, near=actor.organization.municipality_id, limit=ROWS_AT_MOST).hits
    order = {hit.factory.pk: number for number, hit in enumerate(hits)}
    rows = sorted(_whole(public_factories().filter(pk__in=order)), key=lambda factory: order[factory.pk])
    audit.write("directory.export", actor.organization, actor, note={"rows": len(rows), "asked": text})
    return [row_of(factory) for factory in rows]


def export_own(*, actor: Actor) -> list[dict[str, str]]:
    """The firm's own entry."""
    if not actor.organization.is_factory:
        raise NotAllowed("directory.export_own")
    return [row_of(factory) for factory in _whole(public_factories().filter(organization=actor.organization))]


def file_of(rows: list[dict[str, str]], form: str) -> bytes:
    """The rows as a file. Raises Invalid with the letters that the form cannot hold."""
    try:
        return written(rows, form)
    except Unwritable as error:
        raise Invalid(
            "export.letters",
            _("Shift_JIS では書けない文字があります: %(letters)s。UTF-8 の CSV か Excel をえらんでください。")
            % {"letters": _("、").join(error.letters[:20])},
        ) from error


def _whole(factories: QuerySet[Factory]) -> QuerySet[Factory]:
    return factories.prefetch_related(
        Prefetch("capabilities", Capability.objects.order_by("process", "pk")),
        Prefetch("machines", Machine.objects.order_by("pk")),
        Prefetch("certificates", Certificate.objects.order_by("name")),
    )


def row_of(factory: Factory) -> dict[str, str]:
    """A factory by the columns of `factories.importing.table.columns`. Limits stand in their columns where all its processes
    share them, and process by process in `limits`. Expects organization, capabilities, machines, certificates at hand."""
    firm, capabilities = factory.organization, list(factory.capabilities.all())
    return {
        "name": firm.name,
        "kana": firm.kana,
        "municipality": firm.municipality.full_name,
        "address": firm.address,
        "phone": firm.phone,
        "fax": firm.fax,
        "employees": str(firm.employees or ""),
        "processes": saying.listed(dict.fromkeys(_process(c.process) for c in capabilities)),
        "materials": _shared(capabilities, _materials),
        "size": _shared(capabilities, _size),
        "tolerance": _shared(capabilities, lambda c: saying.tolerance(c.tolerance_mm)),
        "lot": _shared(capabilities, lambda c: saying.lot(c.lot_min, c.lot_max)),
        "machines": "\n".join(saying.machine(m.name, m.maker, m.model, m.count) for m in factory.machines.all()),
        "strengths": factory.strengths,
        "certificates": saying.listed(dict.fromkeys(c.name for c in factory.certificates.all())),
        "channel": saying.CHANNEL_WORDS[factory.channel] if _leads_somewhere(factory) else "",
        "email": factory.email,
        "line_name": factory.line_name,
        "limits": "\n".join(_limits(c) for c in capabilities),
    }


def _leads_somewhere(factory: Factory) -> bool:
    """A firm without an account begins with mail and may have none."""
    firm = factory.organization
    reached = {"fax": firm.fax, "phone": firm.phone, "email": factory.email, "line": factory.line_name, "web": True}
    return bool(reached[factory.channel])


def _process(code: str) -> str:
    known = taxonomy().process(code)
    return known.name_ja if known else code


def _materials(capability: Capability) -> str:
    found = [taxonomy().material(code) for code in capability.families]
    return saying.listed(m.name_ja for m in found if m)


def _size(capability: Capability) -> str:
    return saying.size((capability.max_x_mm, capability.max_y_mm, capability.max_z_mm))


def _shared(capabilities: Iterable[Capability], said: Callable[[Any], str]) -> str:
    found = {said(capability) for capability in capabilities}
    return found.pop() if len(found) == 1 else ""


def _limits(c: Capability) -> str:
    precision, number = saying.tolerance(c.tolerance_mm), saying.lot(c.lot_min, c.lot_max)
    return saying.limits(_process(c.process), _size(c), precision, number, _materials(c))
