"""A hub firm and the orderer about the inquiry that the hub has taken."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.states import PROPOSAL
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.services import room_event, room_for, rooms_freeze


def _visible(organization: Organization) -> QuerySet[Proposal]:
    return Proposal.objects.filter(Q(organization=organization) | Q(inquiry__orderer=organization))


CONSULTATION_ROOM = room_kinds.add(
    RoomKind(
        name="consultation",
        label=pgettext_lazy("one", "相談"),
        mark=_("相"),
        subjects=lambda: Proposal.objects.select_related("inquiry"),
        title=lambda proposal: str(proposal.inquiry),
        visible=_visible,
        parties=lambda ids: Proposal.objects.filter(public_id__in=ids).values_list(
            "public_id", "organization_id", "inquiry__orderer_id"
        ),
        is_over=lambda proposal: proposal.status in PROPOSAL.terminal,
    )
)


@outbox.on("proposal.take")
def say_first_answer(event: OutboxEvent) -> None:
    """The first answer is the first word in the room."""
    proposal = Proposal.objects.select_related("inquiry", "answered_by", "organization").get(public_id=event.subject_id)
    room_event(
        room_for(CONSULTATION_ROOM, proposal),
        event,
        proposal.first_answer,
        author=proposal.answered_by,
        organization=proposal.organization,
    )


@outbox.on(*PROPOSAL.events_into(PROPOSAL.terminal))
def freeze_consultation(event: OutboxEvent) -> None:
    rooms_freeze(CONSULTATION_ROOM, [event.subject_id])
