"""Proposals side by side, as the orderer compares them."""

from dataclasses import dataclass

from django.conf import settings

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor
from marketplace.kernel.money import tax
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.policies import offers
from marketplace.sourcing.states import CHOSEN, ProcessStepStatus, ProposalStatus
from orders.awards.models import Award
from orders.awards.states import AwardStatus
from orders.ordering.selectors import Ratings, ratings_of


@dataclass(frozen=True)
class Maker:
    """Who does a step, and in which municipality."""

    step: str
    firm: str
    municipality: str


@dataclass(frozen=True)
class Offer:
    """One proposal as the orderer compares it: no factory's price, no margin."""

    proposal: Proposal
    makers: tuple[Maker, ...]
    rating: "Ratings"
    days_after_wish: int | None
    with_tax_yen: int


def offers_of(inquiry: Inquiry, actor: Actor) -> list[Offer]:
    """Submitted proposals of the actor's inquiry, cheapest first. A constant number of queries."""
    found = list(
        offers(actor).filter(inquiry=inquiry).prefetch_related("steps__quotations__factory__organization__municipality")
    )
    ratings = ratings_of([p.organization_id for p in found])
    rows = []
    for proposal in sorted(found, key=lambda p: (p.status == ProposalStatus.DECLINED, p.total_yen)):
        makers = []
        for step in proposal.steps.all():
            if step.status == ProcessStepStatus.RELEASED:
                continue
            chosen = next((q for q in step.quotations.all() if q.status in CHOSEN), None)
            firm = chosen.factory.organization if chosen else proposal.organization
            makers.append(Maker(step.title, firm.name, firm.municipality.name))
        late = (proposal.deliver_on - inquiry.wish_date).days if inquiry.wish_date else None
        rows.append(
            Offer(
                proposal=proposal,
                makers=tuple(makers),
                rating=ratings[proposal.organization_id],
                days_after_wish=late,
                with_tax_yen=proposal.total_yen + tax(proposal.total_yen, settings.NAKAMA["CONSUMPTION_TAX_PERCENT"]),
            )
        )
    return rows


def live_award(inquiry: Inquiry) -> Award | None:
    decided = Award.objects.filter(inquiry=inquiry, status=AwardStatus.DECIDED)
    return decided.select_related("order__proposal__organization").first()
