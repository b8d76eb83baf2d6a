"""What buyers have said of suppliers; which suppliers go by a desk, and what it entered for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Avg, Count, Model

from factories.profile.policies import desks_of
from marketplace.accounts.models import Organization
from marketplace.kernel.models import AuditEntry
from marketplace.sourcing.wording import by_desk
from orders.ordering.models import PurchaseOrder, Rating
from orders.ordering.policies import buyers_of


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


@dataclass(frozen=True)
class DeskLine:
    """A supplier that nobody signs in for, and the town hall that acts for it; None where there is none any more."""

    firm: Organization
    desk: Organization | None


def desk_lines(orders: Iterable[PurchaseOrder]) -> dict[int, DeskLine]:
    """By supplier: those of factories' orders that go by a desk. Two queries."""
    firms = {order.supplier_id: (order.supplier, buyers_of(order)) for order in orders if not order.is_parent}
    found = desks_of(firm for firm, _buyers in firms.values())
    lines = {}
    for pk, desks in found.items():
        firm, buyers = firms[pk]
        lines[pk] = DeskLine(firm, next((desk for desk in desks if desk.pk not in buyers), None))
    return lines


@dataclass(frozen=True)
class Entries:
    """Which town hall was the last to enter an act, by row and act."""

    desks: Mapping[tuple[UUID, str], Organization]

    def words(self, row: Model, firm: Organization | None, *acts: str) -> str:
        """代理入力 and the desk, where a desk entered one of the acts for the firm; else nothing."""
        for act in acts:
            desk = self.desks.get((row.public_id, act))  # type: ignore[attr-defined]  # what is audited has a public id
            if desk is not None and desk != firm:
                return by_desk(desk)
        return ""


def entries_of(rows: Iterable[Model]) -> Entries:
    """What the record says of who entered what was done to these rows. Two queries."""
    known = [(row._meta.label_lower, row.public_id) for row in rows]  # type: ignore[attr-defined]
    said = AuditEntry.objects.filter(
        subject_type__in={kind for kind, _key in known},
        subject_id__in=[key for _kind, key in known],
        organization_id__isnull=False,
    )
    newest = {
        (key, act): firm
        for key, act, firm in said.order_by("at", "pk").values_list("subject_id", "action", "organization_id")
    }
    halls = Organization.objects.filter(is_municipality=True, public_id__in=set(newest.values()))
    by_id = {hall.public_id: hall for hall in halls}
    return Entries({act: by_id[firm] for act, firm in newest.items() if firm in by_id})
