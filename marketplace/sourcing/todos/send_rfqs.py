"""A plan stands and nobody was asked yet."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.selectors.proposals import in_work
from marketplace.sourcing.states import ProposalStatus


def _waiting(actor: Actor) -> QuerySet[Proposal]:
    return in_work(actor, ProposalStatus.PLANNING)


def _say(proposal: Proposal, actor: Actor) -> Todo:
    text = _("工程ごとに、頼む町工場を選びます。")
    url = reverse("board", args=[proposal.public_id])
    return Todo(str(proposal.inquiry), text, _("町工場に頼む"), url, proposal.inquiry.proposals_due)


todo_kinds.add(TodoKind("send_rfqs", _waiting, _say))
