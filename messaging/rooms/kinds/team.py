"""The hub firm and every factory whose quotation was accepted."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.models import Proposal, Quotation
from marketplace.sourcing.states import PROPOSAL, QuotationStatus
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.services import rooms_freeze


def _visible(organization: Organization) -> QuerySet[Proposal]:
    return Proposal.objects.filter(
        Q(organization=organization)
        | Q(steps__quotations__status=QuotationStatus.ACCEPTED, steps__quotations__factory__organization=organization)
    )


def _parties(ids: list[UUID]) -> list[tuple]:
    hubs = Proposal.objects.filter(public_id__in=ids).values_list("public_id", "organization_id")
    members = Quotation.objects.filter(step__proposal__public_id__in=ids, status=QuotationStatus.ACCEPTED).values_list(
        "step__proposal__public_id", "factory__organization_id"
    )
    return [*hubs, *members]


TEAM_ROOM = room_kinds.add(
    RoomKind(
        name="team",
        label=_("仲間"),
        mark=_("仲"),
        subjects=lambda: Proposal.objects.select_related("inquiry"),
        title=lambda proposal: f"{proposal.inquiry} の仲間",
        visible=_visible,
        parties=_parties,
        is_over=lambda proposal: proposal.status in PROPOSAL.terminal,
        is_named_by_title=True,
    )
)


@outbox.on(*PROPOSAL.events_into(PROPOSAL.terminal))
def freeze_team(event: OutboxEvent) -> None:
    rooms_freeze(TEAM_ROOM, [event.subject_id])
