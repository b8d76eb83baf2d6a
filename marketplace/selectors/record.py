"""What a factory's profile shows of how it answers. Only from requests whose seals are broken."""

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from marketplace.accounts.models import Organization
from marketplace.models import Invitation, Proposal

SEALED = ("planning", "quoting")


def response_part(organization: Organization) -> dict:
    """Requests of the past, the share answered in percent, mean hours until the answer, and referrals given. Fewer than
    three requests tell nothing yet. One query."""
    past = Invitation.objects.filter(factory__organization=organization).exclude(
        slot__proposal__in=Proposal.objects.filter(status__in=SEALED)
    )
    waited = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    seen = past.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        waited=Avg(waited, filter=~Q(answer="")),
        referrals=Count("pk", filter=Q(answer=Invitation.REFER)),
    )
    record = {"asked": seen["asked"], "referrals": seen["referrals"]}
    if seen["asked"] >= 3:
        record["percent"] = round(100 * seen["answered"] / seen["asked"])
        record["hours"] = round(seen["waited"].total_seconds() / 3600) if seen["waited"] else None
    return {"record": record}
