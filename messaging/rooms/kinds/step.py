"""A hub firm and one factory about the step that it is asked for."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.states import PROPOSAL
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.services import rooms_freeze


def _visible(organization: Organization) -> QuerySet[RequestForQuotation]:
    return RequestForQuotation.objects.filter(
        Q(step__proposal__organization=organization) | Q(factory__organization=organization)
    )


STEP_ROOM = room_kinds.add(
    RoomKind(
        name="step",
        label=_("工程"),
        mark=_("工"),
        subjects=lambda: RequestForQuotation.objects.select_related("step__proposal__inquiry"),
        title=lambda rfq: f"{rfq.step.title} {rfq.step.proposal.inquiry}",
        visible=_visible,
        parties=lambda ids: RequestForQuotation.objects.filter(public_id__in=ids).values_list(
            "public_id", "step__proposal__organization_id", "factory__organization_id"
        ),
        is_over=lambda rfq: rfq.step.proposal.status in PROPOSAL.terminal,
    )
)


@outbox.on(*PROPOSAL.events_into(PROPOSAL.terminal))
def freeze_steps(event: OutboxEvent) -> None:
    rfqs = RequestForQuotation.objects.filter(step__proposal__public_id=event.subject_id)
    rooms_freeze(STEP_ROOM, rfqs.values_list("public_id", flat=True))
