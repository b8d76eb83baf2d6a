"""Buyer and supplier about an order."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.services import room_event, room_for, rooms_freeze
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import known_to
from orders.ordering.states import ENDED, NOT_YET_THEIRS, ORDER
from orders.production.models import HandOver


def _visible(organization: Organization) -> QuerySet[PurchaseOrder]:
    return PurchaseOrder.objects.filter(known_to(organization))


def _parties(ids: list[UUID]) -> list[tuple]:
    rows = PurchaseOrder.objects.filter(public_id__in=ids).values_list("public_id", "buyer_id", "supplier_id", "status")
    return [(key, buyer, None if status in NOT_YET_THEIRS else supplier) for key, buyer, supplier, status in rows]


ORDER_ROOM = room_kinds.add(
    RoomKind(
        name="order",
        label=pgettext_lazy("one", "注文"),
        mark=_("注"),
        subjects=PurchaseOrder.objects.all,
        title=lambda order: order.title,
        visible=_visible,
        parties=_parties,
        is_over=lambda order: order.status in ENDED,
    )
)


@outbox.on("hand_over.announce", "hand_over.receive")
def say_in_order_room(event: OutboxEvent) -> None:
    """Goods that change hands are said in the maker's order room."""
    over = HandOver.objects.select_related("from_step", "order").get(public_id=event.subject_id)
    count = over.count if event.name == "hand_over.announce" else over.received_count
    word = "を渡しました" if event.name == "hand_over.announce" else "が届いたのを確かめました"
    room_event(room_for(ORDER_ROOM, over.order), event, f"{over.from_step.title} {count:,}個 {word}")


@outbox.on(*ORDER.events_into(ENDED))
def freeze_order(event: OutboxEvent) -> None:
    rooms_freeze(ORDER_ROOM, [event.subject_id])
