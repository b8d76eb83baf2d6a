"""Nobody has answered an inquiry yet: the two-hour clock runs."""

from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.selectors import clock_of, unanswered
from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds


def _waiting(actor: Actor) -> QuerySet[Inquiry]:
    return unanswered(actor) if actor.organization.is_hub else Inquiry.objects.none()


def _say(inquiry: Inquiry, actor: Actor) -> Todo:
    text = _("%(municipality)sの方が、最初の返事を待っています。") % {"municipality": inquiry.orderer.municipality.name}
    url = reverse("inquiry", args=[inquiry.public_id])
    return Todo(str(inquiry), text, _("返事をする"), url, inquiry.answer_due, clock=partial(clock_of, inquiry))


todo_kinds.add(TodoKind("answer_inquiry", _waiting, _say))
