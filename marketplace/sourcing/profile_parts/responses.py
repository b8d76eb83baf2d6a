"""What a profile shows of how the firm answers requests. Only from requests whose seals are broken."""

from dataclasses import dataclass

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from factories.profile.models import Factory
from factories.profile.parts import BODY, ProfilePart, profile_parts
from marketplace.kernel.actors import Actor
from marketplace.sourcing.models import Proposal, RequestForQuotation
from marketplace.sourcing.states import ProposalStatus

#: Fewer requests tell nothing yet.
TELLING = 3


@dataclass(frozen=True)
class ResponseRecord:
    """Requests of the past, the share answered in percent, mean hours until the answer, and referrals given."""

    requests: int
    referrals: int
    percent: int | None = None
    hours: int | None = None


def _responses(factory: Factory, actor: Actor | None) -> ResponseRecord:
    """One query."""
    opened = Proposal.objects.filter(quotations_opened_at__isnull=False).exclude(status=ProposalStatus.QUOTING)
    past = RequestForQuotation.objects.filter(factory=factory, step__proposal__in=opened)
    waited = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    seen = past.aggregate(
        requests=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        waited=Avg(waited, filter=~Q(answer="")),
        referrals=Count("pk", filter=Q(answer=RequestForQuotation.REFER)),
    )
    if seen["requests"] < TELLING:
        return ResponseRecord(seen["requests"], seen["referrals"])
    hours = round(seen["waited"].total_seconds() / 3600) if seen["waited"] else None
    percent = round(100 * seen["answered"] / seen["requests"])
    return ResponseRecord(seen["requests"], seen["referrals"], percent, hours)


profile_parts.add(ProfilePart("responses", BODY, "sourcing/parts/responses.html", _responses))
