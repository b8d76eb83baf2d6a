"""Which factories of the town can do what its jobs ask for: by the one predicate, asked of the database."""

from datetime import date
from decimal import Decimal

from django.db.models import Q

from factories.profile.covering import covers
from factories.profile.matching import Needs
from factories.profile.models import Capability, Factory
from factories.profile.selectors import needs_of
from marketplace.demo import trades
from marketplace.demo.jobs import JOBS
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import Slot
from marketplace.sourcing.services.plans import Step

#: At least this many factories can do each step that a job asks for.
ABLE_AT_LEAST = 4


def needs_of_slot(slot: Slot | Step) -> Needs:
    """Of a slot, or of the step that a slot is made from."""
    return needs_of(
        process=slot.process,
        materials=[slot.material],
        size_mm=slot.size_mm,
        tolerance_mm=slot.tolerance_mm,
        quantity=slot.quantity,
    )


def able(needs: Needs, today: date | None = None) -> set[int]:
    """Primary keys of the factories for which somebody signs in, that can do it and want to be asked now."""
    today = today or jst_date(db_now())
    can = Capability.objects.filter(covers(needs, today=today), process=needs.process)
    return set(
        Factory.objects.filter(Q(paused_until=None) | Q(paused_until__lt=today), pk__in=can.values("factory"))
        .filter(organization__memberships__isnull=False)
        .exclude(light=Factory.RED)
        .values_list("pk", flat=True)
    )


def see_to_it(shops: list) -> None:
    """Some factories take on what otherwise too few could do: those that do work of the kind, and little of it."""
    for needs in {needs_of_slot(s): None for job in JOBS for s in job.steps if not s.is_in_house}:
        keys = able(needs)
        missing = ABLE_AT_LEAST - len(keys)
        if missing <= 0:
            continue
        others = [
            s
            for s in shops
            if s.user and s.factory.pk not in keys and s.factory.light != Factory.RED and not s.factory.paused_until
        ]
        group = needs.process[:2]
        others.sort(key=lambda s: (group not in {p[:2] for p in s.processes}, len(s.processes)))
        for shop in others[:missing]:
            _take_on(shop, needs.process)


def _take_on(shop, process: str) -> None:
    if process not in shop.processes:
        shop.processes = (*shop.processes, process)
        shop.factory.processes = sorted(shop.processes)
        shop.factory.save(update_fields=["processes"])
    Capability.objects.filter(factory=shop.factory, process=process).delete()
    wide(shop.factory, process).save()


def wide(factory: Factory, process: str) -> Capability:
    """A process within limits that every job of the town stays in."""
    tolerance = trades.TOLERANCES.get(process[:2])
    return Capability(
        factory=factory,
        process=process,
        families=sorted(trades.FAMILIES.get(process, ())),
        max_x_mm=500,
        max_y_mm=400,
        tolerance_mm=tolerance and Decimal(tolerance),
        lot_max=1_000,
    )
