"""The orderer has changed the inquiry: the hub reads what is new and stands by its plan, or changes it."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.selectors.proposals import in_work
from marketplace.sourcing.states import IN_WORK


def _waiting(actor: Actor) -> QuerySet[Proposal]:
    return in_work(actor, *IN_WORK).exclude(inquiry_revision=F("inquiry__revision"))


def _say(proposal: Proposal, actor: Actor) -> Todo:
    text = _("発注者が依頼を変えました。工程に響くかどうかを見ます。")
    url = f"{reverse('board', args=[proposal.public_id])}#revision"
    return Todo(str(proposal.inquiry), text, _("変わった点を確かめる"), url, proposal.inquiry.proposals_due)


todo_kinds.add(TodoKind("read_revision", _waiting, _say))
