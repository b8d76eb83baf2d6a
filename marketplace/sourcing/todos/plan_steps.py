"""A hub has answered and has no process plan yet."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.selectors.proposals import in_work
from marketplace.sourcing.states import ProposalStatus


def _waiting(actor: Actor) -> QuerySet[Proposal]:
    return in_work(actor, ProposalStatus.CONSULTING)


def _say(proposal: Proposal, actor: Actor) -> Todo:
    text = _("お客さまと相談しながら、工程表を作ります。")
    url = reverse("proposal_plan", args=[proposal.public_id])
    return Todo(str(proposal.inquiry), text, _("工程を組む"), url, proposal.inquiry.proposals_due)


todo_kinds.add(TodoKind("plan_steps", _waiting, _say))
