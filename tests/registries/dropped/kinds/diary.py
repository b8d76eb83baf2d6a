"""An orderer with itself, about an inquiry, until its title says that it is over."""

from marketplace.inquiries.models import Inquiry
from messaging.rooms.registry import RoomKind, room_kinds

DIARY_ROOM = room_kinds.add(
    RoomKind(
        name="diary",
        label="日記",
        mark="日",
        subjects=Inquiry.objects.all,
        title=lambda inquiry: inquiry.title,
        visible=lambda organization: Inquiry.objects.filter(orderer=organization),
        parties=lambda ids: Inquiry.objects.filter(public_id__in=ids).values_list("public_id", "orderer_id"),
        is_over=lambda inquiry: inquiry.title == "終わり",
    )
)
