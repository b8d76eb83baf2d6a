"""What an asked factory is told."""

from dataclasses import dataclass

from django.db.models import Count, Q

from marketplace.kernel.actors import Actor
from marketplace.sourcing.models import Proposal, Quotation, RequestForQuotation
from marketplace.sourcing.states import ProposalStatus, QuotationStatus, RfqStatus


@dataclass(frozen=True)
class Fairness:
    """What a factory is told about the one who asks: how many are asked, how often it came to an order."""

    rfqs: int
    won: int
    tried: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.won / self.tried) if self.tried >= 3 else None


def fairness_of(rfq: RequestForQuotation) -> Fairness:
    hub = rfq.step.proposal.organization
    tried = Proposal.objects.filter(organization=hub, quotations_opened_at__isnull=False)
    counted = tried.aggregate(tried=Count("pk"), won=Count("pk", filter=Q(status=ProposalStatus.ACCEPTED)))
    number = rfq.step.rfqs.exclude(status=RfqStatus.CLOSED).count()
    return Fairness(rfqs=number, won=counted["won"], tried=counted["tried"])


def open_quotation_of(rfq: RequestForQuotation, actor: Actor) -> Quotation | None:
    """The factory's quotation of the current round; for a desk only what it entered itself."""
    entered = Q() if actor.organization == rfq.factory.organization else Q(proxy=actor.organization)
    return (
        Quotation.objects.filter(entered, rfq=rfq, round=rfq.step.round)
        .exclude(status=QuotationStatus.WITHDRAWN)
        .order_by("-pk")
        .first()
    )
