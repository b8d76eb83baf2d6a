"""Proposals as lists show them."""

from django.db.models import QuerySet

from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.policies import own_proposals


def in_work(actor: Actor, *statuses: str) -> QuerySet[Proposal]:
    """The hub's proposals in these states for inquiries that are open, the most urgent first."""
    if not actor.organization.is_hub:
        return Proposal.objects.none()
    mine = own_proposals(actor).filter(status__in=statuses, inquiry__status=InquiryStatus.OPEN)
    return mine.select_related(None).select_related("inquiry").order_by("inquiry__proposals_due")
