"""A hub firm and one factory about the step that it is asked for."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.sourcing.models import Invitation
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.services import rooms_freeze


def _visible(organization: Organization) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(slot__proposal__organization=organization) | Q(factory__organization=organization)
    )


SLOT_ROOM = room_kinds.add(
    RoomKind(
        name="slot",
        label=_("工程"),
        mark=_("工"),
        subjects=lambda: Invitation.objects.select_related("slot__proposal__inquiry"),
        title=lambda invitation: f"{invitation.slot.title} {invitation.slot.proposal.inquiry}",
        visible=_visible,
        parties=lambda ids: Invitation.objects.filter(public_id__in=ids).values_list(
            "public_id", "slot__proposal__organization_id", "factory__organization_id"
        ),
        is_over=lambda invitation: invitation.slot.proposal.status in ("withdrawn", "lapsed"),
    )
)


@outbox.on("proposal.withdraw", "proposal.lapse")
def freeze_slots(event) -> None:
    asked = Invitation.objects.filter(slot__proposal__public_id=event.subject_id)
    rooms_freeze(SLOT_ROOM, asked.values_list("public_id", flat=True))
