"""Finding factories."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.utils import dateformat
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.profile.covering import certificates_for, covers
from factories.profile.matching import Needs, failed_limits, figure
from factories.profile.models import Capability, Factory
from marketplace.accounts.distances import distances_from
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now


@dataclass(frozen=True)
class Candidate:
    """A factory for one step: able when `why_not` is empty; `reasons` say what speaks for it."""

    factory: Factory
    reasons: tuple[str, ...]
    why_not: tuple[str, ...]

    @property
    def is_able(self) -> bool:
        return not self.why_not


def active_factories() -> QuerySet[Factory]:
    """Every active factory, listed or not, with what a list of them shows."""
    return (
        Factory.objects.filter(organization__is_active=True, organization__is_factory=True, organization__held_for="")
        .select_related("organization", "organization__municipality")
        .order_by("organization__kana", "pk")
    )


def public_factories() -> QuerySet[Factory]:
    """Those that stand in the directory."""
    return active_factories().filter(is_listed=True)


def needs_of(
    *, process: str, materials: Iterable[str] = (), size_mm: Iterable[int | None] = (), **wished: Any
) -> Needs:
    """Needs with the families and names of the materials (codes) looked up; `wished` as in `Needs`."""
    found = [m for m in map(taxonomy().material, materials) if m]
    return Needs(
        process=process,
        families=frozenset(m.group for m in found),
        materials=tuple(m.name for m in found),
        size_mm=tuple(n for n in size_mm if n),
        **wished,
    )


def candidates_for(
    needs: Needs, *, near: str = "", today: date | None = None, leaving_out: Q | None = None, limit: int | None = None
) -> list[Candidate]:
    """Every active factory with the process but those of `leaving_out`: able ones first (same municipality `near`, then
    the freer), the others with each limit they miss. With `limit` the first so many of the able ones and of the others. A
    constant number of queries, whatever the number of factories."""
    today = today or jst_date(db_now())
    doing = (
        public_factories()
        .filter(processes__contains=[needs.process])
        .exclude(leaving_out or Q(pk=None))
        .alias(
            elsewhere=~Q(organization__municipality=near),
            busy=Case(
                *(When(availability=availability, then=rank) for availability, rank in Factory.RANKS.items()), default=3
            ),
        )
        .order_by("elsewhere", "busy", "organization__kana", "pk")
    )
    covering = Capability.objects.filter(covers(needs, today=today), process=needs.process, factory=OuterRef("pk"))
    resting = Q(availability=Factory.RED) | Q(paused_until__gte=today)
    able = doing.filter(Exists(covering)).exclude(resting)
    others = doing.exclude(pk__in=able.order_by().values("pk"))
    keys = [key for some in (able, others) for key in some.values_list("pk", flat=True)[:limit]]
    found = {f.pk: f for f in with_limits(public_factories().filter(pk__in=keys), needs, [needs.process])}
    return [_weigh(found[key], needs, near, today) for key in keys if key in found]


def with_limits(
    factories: QuerySet[Factory], needs: Needs, processes: Iterable[str] | None = None
) -> QuerySet[Factory]:
    """Factories with what `misses` reads: their capabilities (for these processes), and certificates if they matter."""
    capabilities = Capability.objects.order_by("process", "pk")
    if processes is not None:
        capabilities = capabilities.filter(process__in=processes)
    factories = factories.prefetch_related(Prefetch("capabilities", capabilities, to_attr="for_process"))
    return factories.prefetch_related("certificates") if needs.certificates else factories


def misses(factory: Factory, needs: Needs, today: date) -> tuple[Capability | None, tuple[str, ...]]:
    """The capability that comes closest, and every limit of it that the needs break. Expects `with_limits`."""
    capabilities: list[Capability] = factory.for_process  # type: ignore[attr-defined]  # `with_limits` has set it
    if not capabilities:
        return None, (_("この工程は扱っていません"),)
    held = factory.certificates.all() if needs.certificates else ()
    failed = [(c, failed_limits(c.envelope(certificates_for(c, held, today)), needs)) for c in capabilities]
    return min(failed, key=lambda pair: len(pair[1]))


def away(factory: Factory, today: date) -> tuple[str, ...]:
    """Why the factory does not want to be asked now, whatever it is about."""
    said = []
    if factory.paused_until and factory.paused_until >= today:
        said.append(
            _("%(month)s%(day)s日まで休止中")
            % {"month": dateformat.format(factory.paused_until, "M"), "day": factory.paused_until.day}
        )
    if factory.availability == Factory.RED:
        said.append(_("いまは手いっぱいと登録されています"))
    return tuple(said)


def _weigh(factory: Factory, needs: Needs, near: str, today: date) -> Candidate:
    capability, failed = misses(factory, needs, today)
    why_not = (*away(factory, today), *failed)
    time = {Factory.GREEN: _("手のあきあり"), Factory.YELLOW: _("手のあきは普通")}.get(factory.availability, "")
    reasons = (*reasons_for(factory, capability, near), time)
    return Candidate(factory, () if why_not else reasons, why_not)


def reasons_for(factory: Factory, capability: Capability | None, near: str) -> Iterator[str]:
    """What speaks for a factory, in words: nearness, and the limits of what was asked for."""
    municipality = factory.organization.municipality
    if near and municipality.code == near:
        yield _("同じ%(municipality)s") % {"municipality": municipality.name}
    elif near and municipality.code in distances_from(near):
        yield _("約%(km)skm") % {"km": distances_from(near)[municipality.code]}
    if capability and capability.max_x_mm:
        yield _("大きさ %(n)smm まで") % {"n": figure(capability.max_x_mm)}
    if capability and capability.tolerance_mm is not None:
        yield _("精度 ±%(limit)smm") % {"limit": figure(capability.tolerance_mm)}
