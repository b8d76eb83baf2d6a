"""A factory has asked back before it quotes."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import Proposal, Question
from marketplace.sourcing.selectors.proposals import in_work
from marketplace.sourcing.states import ProposalStatus


def _waiting(actor: Actor) -> QuerySet[Proposal]:
    is_open = Q(steps__questions__isnull=False, steps__questions__answered_at=None)
    waiting = in_work(actor, ProposalStatus.QUOTING).annotate(
        questions=Count("steps__questions", filter=is_open, distinct=True)
    )
    first = Question.objects.filter(step__proposal=OuterRef("pk"), answered_at=None).order_by("asked_at")
    return waiting.filter(questions__gt=0).annotate(first_step=Subquery(first.values("step__public_id")[:1]))


def _say(proposal: Proposal, actor: Actor) -> Todo:
    text = _("町工場から質問が %(n)s件 あります。") % {"n": proposal.questions}
    url = f"{reverse('board', args=[proposal.public_id])}?step={proposal.first_step}#process-step"
    return Todo(str(proposal.inquiry), text, _("質問に答える"), url, proposal.quotations_due)


todo_kinds.add(TodoKind("answer_question", _waiting, _say))
