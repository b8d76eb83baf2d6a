"""What buyers have said of suppliers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count

from orders.ordering.models import Rating


@dataclass(frozen=True)
class Ratings:
    """Averages with their number; None while there are none."""

    n: int = 0
    quality: float | None = None
    delivery: float | None = None
    cost: float | None = None


def ratings_of(organization_ids: Iterable[int]) -> dict[int, Ratings]:
    """Ratings of several organizations in one query."""
    rows = (
        Rating.objects.filter(rated_id__in=organization_ids)
        .values("rated_id")
        .annotate(n=Count("pk"), quality=Avg("quality"), delivery=Avg("delivery"), cost=Avg("cost"))
    )
    found = {
        r["rated_id"]: Ratings(r["n"], *(round(float(r[k]), 1) for k in ("quality", "delivery", "cost"))) for r in rows
    }
    return {pk: found.get(pk, Ratings()) for pk in organization_ids}
