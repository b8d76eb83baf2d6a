"""Proposals are in: the orderer chooses one."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.states import ProposalStatus


def _waiting(actor: Actor) -> QuerySet[Inquiry]:
    mine = Inquiry.objects.filter(orderer=actor.organization, status=InquiryStatus.EVALUATING)
    return mine.annotate(offered=Count("proposals", filter=Q(proposals__status=ProposalStatus.SUBMITTED)))


def _say(inquiry: Inquiry, actor: Actor) -> Todo:
    title = _("%(inquiry)s の提案を選ぶ") % {"inquiry": inquiry}
    text = _("%(n)sつの提案が届いています。") % {"n": inquiry.offered}
    return Todo(title, text, _("提案を比べる"), reverse("compare", args=[inquiry.public_id]))


todo_kinds.add(TodoKind("compare", _waiting, _say))
