"""The orderer of an inquiry has plants that want water, at once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.urls import reverse

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds

DRY_AT = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Drought:
    """A clock, as the page draws one."""

    seconds_left: int = 77 * 60
    total: int = 7200
    due: datetime = DRY_AT
    is_late: bool = False
    is_ticking: bool = False


def _waiting(actor: Actor) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(orderer=actor.organization)


def _say(inquiry: Inquiry, actor: Actor) -> Todo:
    url = reverse("inquiry", args=[inquiry.public_id])
    return Todo("花に水をやる", inquiry.title, "水をやる", url, DRY_AT, clock=lambda now: Drought())


todo_kinds.add(TodoKind("water_the_plants", _waiting, _say))
