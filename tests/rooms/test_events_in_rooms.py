"""What the place itself says in rooms, and when a room ends."""

import stories

from marketplace.kernel import relay
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.services.proposals import proposal_withdraw
from messaging.notifications.models import Notice
from messaging.rooms.kinds.order import ORDER_ROOM
from messaging.rooms.kinds.step import STEP_ROOM
from messaging.rooms.kinds.team import TEAM_ROOM
from messaging.rooms.models import Room
from messaging.rooms.services import room_for
from orders.awards.services import award_cancel
from orders.ordering.models import PurchaseOrder
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_issue


def test_a_word_is_said_once_though_its_receipt_is_lost(orderer, hub):
    proposal = stories.taken(hub, stories.posted(orderer))
    relay.relay_due()
    event = OutboxEvent.objects.get(name="proposal.take")
    event.receipts.all().delete()
    OutboxEvent.objects.filter(pk=event.pk).update(status="pending")
    relay.relay_due()
    assert Room.objects.get(subject_id=proposal.public_id).messages.count() == 1
    assert Notice.objects.filter(event_id=event.public_id).count() == 1


def test_rooms_freeze_with_their_subject(asked, hub, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, asked)
    rooms = [room_for(STEP_ROOM, rfq), room_for(TEAM_ROOM, asked)]
    rooms.append(Room.objects.get(kind="consultation"))
    proposal_withdraw(actor=hub.actor, proposal=stories.fresh(asked), reason="手がまわらないため")
    relay.relay_due()
    assert {stories.fresh(room).status for room in rooms} == {"frozen"}
    assert not OutboxEvent.objects.exclude(status="done").exists()


def test_a_room_made_after_the_end_is_frozen(asked, hub, lathe_shop):
    proposal_withdraw(actor=hub.actor, proposal=stories.fresh(asked), reason="手がまわらないため")
    assert room_for(STEP_ROOM, stories.rfq_of(lathe_shop, asked)).status == "frozen"


def test_the_room_of_a_cancelled_order_freezes_alone(orderer, hub, lathe_shop, plating_shop):
    award = stories.awarded(orderer, *stories.proposed(orderer, hub, lathe_shop, plating_shop))
    root = award.order
    order_issue(actor=orderer.actor, order=root)
    order_acknowledge(actor=hub.actor, order=stories.fresh(root))
    child = root.children.get(supplier=lathe_shop.organization)
    order_issue(actor=hub.actor, order=stories.fresh(child))
    ended, stays = room_for(ORDER_ROOM, child), room_for(ORDER_ROOM, root)
    order_cancel(actor=hub.actor, order=PurchaseOrder.objects.get(pk=child.pk), reason="図面が変わったため")
    relay.relay_due()
    assert (stories.fresh(ended).status, stories.fresh(stays).status) == ("frozen", "open")


def test_the_room_of_an_order_that_came_to_nothing_freezes(orderer, hub, lathe_shop, plating_shop):
    """The buyer may open it while the order is a draft; the award falls before it goes out."""
    award = stories.awarded(orderer, *stories.proposed(orderer, hub, lathe_shop, plating_shop))
    rooms = [room_for(ORDER_ROOM, order) for order in (award.order, *award.order.children.all())]
    assert {room.status for room in rooms} == {"open"}
    award_cancel(actor=orderer.actor, award=award, reason="数が変わったため")
    relay.relay_due()
    assert {stories.fresh(room).status for room in rooms} == {"frozen"}
