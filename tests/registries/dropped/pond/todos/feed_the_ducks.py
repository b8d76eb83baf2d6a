"""The first to-do of an app that had none. It is long due, and no clock runs for it."""

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.urls import reverse

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds

HUNGRY_SINCE = datetime(2019, 1, 1, tzinfo=UTC)


def _waiting(actor: Actor) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(orderer=actor.organization)


def _say(inquiry: Inquiry, actor: Actor) -> Todo:
    url = reverse("inquiry", args=[inquiry.public_id])
    return Todo("鴨に餌をやる", inquiry.title, "餌をやる", url, HUNGRY_SINCE)


todo_kinds.add(TodoKind("feed_the_ducks", _waiting, _say))
