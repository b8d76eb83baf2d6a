"""Which factories of the town can do what its jobs ask for: by the one predicate, asked of the database."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from factories.profile.covering import covers
from factories.profile.matching import Needs
from factories.profile.models import Capability, Factory
from factories.profile.selectors import needs_of
from marketplace.demo import trades
from marketplace.demo.jobs import JOBS
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import ProcessStep
from marketplace.sourcing.services.plans import StepEntry

#: At least this many factories can do each step that a job asks for.
ABLE_AT_LEAST = 4


def needs_of_step(step: ProcessStep | StepEntry) -> Needs:
    """Of a step, or of the step that a step is made from."""
    return needs_of(
        process=step.process,
        materials=[step.material],
        size_mm=step.size_mm,
        tolerance_mm=step.tolerance_mm,
        quantity=step.quantity,
    )


def able(needs: Needs, today: date | None = None) -> set[int]:
    """Primary keys of the factories for which somebody signs in, that can do it and want to be asked now."""
    today = today or jst_date(db_now())
    can = Capability.objects.filter(covers(needs, today=today), process=needs.process)
    return set(
        Factory.objects.filter(Q(paused_until=None) | Q(paused_until__lt=today), pk__in=can.values("factory"))
        .filter(organization__memberships__isnull=False)
        .exclude(availability=Factory.RED)
        .values_list("pk", flat=True)
    )


def see_to_it(makers: list) -> None:
    """Some factories take on what otherwise too few could do: those that do work of the kind, and little of it."""
    for needs in {needs_of_step(s): None for job in JOBS for s in job.entries if not s.is_in_house}:
        keys = able(needs)
        missing = ABLE_AT_LEAST - len(keys)
        if missing <= 0:
            continue
        others = [
            s
            for s in makers
            if s.user
            and s.factory.pk not in keys
            and s.factory.availability != Factory.RED
            and not s.factory.paused_until
        ]
        group = needs.process[:2]
        others.sort(key=lambda s: (group not in {p[:2] for p in s.processes}, len(s.processes)))
        for maker in others[:missing]:
            _take_on(maker, needs.process)


def _take_on(maker: Any, process: str) -> None:
    if process not in maker.processes:
        maker.processes = (*maker.processes, process)
        maker.factory.processes = sorted(maker.processes)
        maker.factory.save(update_fields=["processes"])
    Capability.objects.filter(factory=maker.factory, process=process).delete()
    wide(maker.factory, process).save()


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
