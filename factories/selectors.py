"""Finding factories."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import dateformat
from django.utils.translation import gettext as _

from factories import taxonomy as taxonomy_module
from factories.matching import Needs, failed_limits
from factories.models import Capability, Factory
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now

#: What a profile shows that upper apps know: functions from an organization to template values, added in `ready`.
profile_parts = []

_LIGHT_ORDER = {Factory.GREEN: 0, Factory.YELLOW: 1, Factory.RED: 2}


def taxonomy() -> taxonomy_module.Taxonomy:
    """The dictionary of processes and materials in force."""
    return taxonomy_module.packaged()


@dataclass(frozen=True)
class Candidate:
    """A factory for one step: able when `why_not` is empty; `reasons` say what speaks for it."""

    factory: Factory
    reasons: tuple[str, ...]
    why_not: tuple[str, ...]

    @property
    def is_able(self) -> bool:
        return not self.why_not


def public_factories() -> QuerySet[Factory]:
    """Every active factory with what a list of them shows."""
    return (
        Factory.objects.filter(organization__is_active=True, organization__is_factory=True)
        .select_related("organization", "organization__municipality")
        .order_by("organization__kana", "pk")
    )


def needs_of(*, process: str, material: str = "", size_mm=(), tolerance_mm=None, quantity: int = 1) -> Needs:
    """Needs with the material's family looked up."""
    found = taxonomy().material(material) if material else None
    return Needs(
        process=process,
        material=material,
        family=found.group if found else "",
        size_mm=tuple(n for n in size_mm if n),
        tolerance_mm=tolerance_mm,
        quantity=quantity,
    )


def candidates_for(needs: Needs, *, near: str = "", today: date | None = None) -> list[Candidate]:
    """Every active factory with the process: able ones first (same municipality `near`, then the freer), the others
    with each limit they miss. Three queries, whatever the number of factories."""
    today = today or jst_date(db_now())
    factories = (
        public_factories()
        .filter(processes__contains=[needs.process])
        .prefetch_related(
            Prefetch("capabilities", Capability.objects.filter(process=needs.process), to_attr="for_process")
        )
    )
    material = taxonomy().material(needs.material) if needs.material else None
    found = [_weigh(factory, needs, material.name if material else "", near, today) for factory in factories]
    return sorted(found, key=lambda c: _rank(c, near))


def _weigh(factory: Factory, needs: Needs, material_name: str, near: str, today: date) -> Candidate:
    why_not: list[str] = []
    if factory.paused_until and factory.paused_until >= today:
        why_not.append(
            _("%(month)s%(day)s日まで休止中")
            % {"month": dateformat.format(factory.paused_until, "M"), "day": factory.paused_until.day}
        )
    if factory.light == Factory.RED:
        why_not.append(_("いまは手いっぱいと登録されています"))
    if not factory.for_process:
        why_not.append(_("この工程は扱っていません"))
    for capability in factory.for_process:
        why_not += failed_limits(capability.envelope, needs, material_name)
    reasons = [] if why_not else list(_reasons(factory, factory.for_process[0], near))
    return Candidate(factory, tuple(reasons), tuple(why_not))


def _reasons(factory: Factory, capability: Capability, near: str):
    if near and factory.organization.municipality_id == near:
        yield _("同じ%(town)s") % {"town": factory.organization.municipality.name}
    envelope = capability.envelope
    if envelope.max_size_mm:
        yield _("大きさ %(n)smm まで") % {"n": f"{max(envelope.max_size_mm):,}"}
    if envelope.tolerance_mm is not None:
        yield _("精度 ±%(limit)smm") % {"limit": f"{envelope.tolerance_mm.normalize():f}"}
    yield {Factory.GREEN: _("手のあきあり"), Factory.YELLOW: _("手のあきは普通")}[factory.light]


def _rank(candidate: Candidate, near: str):
    factory = candidate.factory
    return (
        not candidate.is_able,
        factory.organization.municipality_id != near,
        _LIGHT_ORDER[factory.light],
        factory.organization.kana,
        factory.pk,
    )
