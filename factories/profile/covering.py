"""The one predicate of `factories.profile.matching`, told to the database: which capabilities cover what is needed.

`tests/factories/test_covering.py` holds the two together on random capabilities and needs.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from factories.profile.matching import Needs
from factories.profile.models import Capability, Certificate
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now


def covers(needs: Needs, *, today: date | None = None) -> Q:
    """Which capabilities break none of the limits; the process is not looked at."""
    found = Q()
    if needs.families:
        found &= Q(families=[]) | Q(families__overlap=sorted(needs.families))
    # Largest side against largest side: the columns hold the largest first, and nothing follows an unlimited one.
    for column, wanted in zip(("max_x_mm", "max_y_mm", "max_z_mm"), sorted(needs.size_mm, reverse=True), strict=False):
        found &= _unless(column, f"{column}__gte", wanted)
    if needs.size_mm:
        found &= _unless("min_mm", "min_mm__lte", max(needs.size_mm))
    found &= _unless("max_mass_kg", "max_mass_kg__gte", needs.mass_kg)
    found &= _unless("tolerance_mm", "tolerance_mm__lte", needs.tolerance_mm)
    found &= _unless("roughness_um", "roughness_um__lte", needs.roughness_um)
    if needs.quantity is not None:
        found &= Q(lot_min__lte=needs.quantity) & _unless("lot_max", "lot_max__gte", needs.quantity)
    if needs.in_house_only:
        found &= Q(is_in_house=True)
    if needs.certificates:
        found &= Q(pk__in=_certified(needs.certificates, today or jst_date(db_now())))
    return found


def _unless(column: str, lookup: str, wanted: Decimal | int | None) -> Q:
    return Q() if wanted is None else Q(**{column: None}) | Q(**{lookup: wanted})


def valid(today: date) -> Q:
    """Certificates that have not run out."""
    return Q(expires_on=None) | Q(expires_on__gte=today)


def _certified(names: frozenset[str], today: date) -> QuerySet:
    """Capabilities whose firm holds all of these, for itself or for the process."""
    held = (
        Certificate.objects.filter(valid(today), factory=OuterRef("factory"), name__in=names)
        .filter(Q(process="") | Q(process=OuterRef("process")))
        .order_by()
        .values("factory")
        .annotate(n=Count("name", distinct=True))
        .values("n")
    )
    return Capability.objects.annotate(held=Coalesce(Subquery(held), 0)).filter(held=len(names)).values("pk")


def certificates_for(capability: Capability, held: Iterable[Certificate], today: date) -> frozenset[str]:
    """Which of the firm's certificates count for this capability today."""
    return frozenset(
        c.name
        for c in held
        if c.process in ("", capability.process) and (c.expires_on is None or c.expires_on >= today)
    )
