"""What an asked factory is told."""

from dataclasses import dataclass

from django.db.models import Count, Q

from marketplace.sourcing.models import Invitation, Proposal, Quote


@dataclass(frozen=True)
class Fairness:
    """What a factory is told about the one who asks: how many are asked, how often it came to an order."""

    asked: int
    won: int
    tried: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.won / self.tried) if self.tried >= 3 else None


def fairness_of(invitation: Invitation) -> Fairness:
    hub = invitation.slot.proposal.organization
    tried = Proposal.objects.filter(organization=hub, quotes_opened_at__isnull=False)
    counted = tried.aggregate(tried=Count("pk"), won=Count("pk", filter=Q(status="accepted")))
    asked = invitation.slot.invitations.exclude(status="closed").count()
    return Fairness(asked=asked, won=counted["won"], tried=counted["tried"])


def open_quote_of(invitation: Invitation) -> Quote | None:
    """The factory's own quote of the current round."""
    return (
        Quote.objects.filter(invitation=invitation, round=invitation.slot.round)
        .exclude(status="withdrawn")
        .order_by("-pk")
        .first()
    )
