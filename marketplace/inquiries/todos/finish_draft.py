"""An inquiry was begun and not posted."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.selectors import begun
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds


def _waiting(actor: Actor) -> QuerySet[Inquiry]:
    return begun(actor.organization).filter(status=InquiryStatus.DRAFT)


def _say(inquiry: Inquiry, actor: Actor) -> Todo:
    url = reverse("inquiry_edit", args=[inquiry.public_id])
    return Todo(str(inquiry), _("書きかけの相談があります。"), _("続きを書く"), url)


todo_kinds.add(TodoKind("finish_draft", _waiting, _say))
