"""What follows from an order's facts in the app below."""

from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.services.inquiry_awards import inquiry_complete
from orders.ordering.models import PurchaseOrder


@outbox.on("order.close", "order.leave")
def complete_inquiry(event: OutboxEvent) -> None:
    """The parent order is closed, or was left: its inquiry is completed."""
    order = PurchaseOrder.objects.select_related("proposal__inquiry").get(public_id=event.subject_id)
    if order.is_parent:
        inquiry_complete(order.proposal.inquiry)
