"""The seals are broken: the team is to be chosen."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.selectors.proposals import in_work
from marketplace.sourcing.states import ProposalStatus


def _waiting(actor: Actor) -> QuerySet[Proposal]:
    return in_work(actor, ProposalStatus.ASSEMBLING)


def _say(proposal: Proposal, actor: Actor) -> Todo:
    text = _("見積が開きました。工程ごとに選んで提案します。")
    url = reverse("board", args=[proposal.public_id])
    return Todo(str(proposal.inquiry), text, _("チームを決める"), url, proposal.inquiry.proposals_due)


todo_kinds.add(TodoKind("choose_team", _waiting, _say))
