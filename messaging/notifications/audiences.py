"""Who is reached on whose behalf."""

from factories.profile.models import Factory
from factories.profile.policies import desks_of
from marketplace.accounts.models import Organization
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import people_of_supplier
from orders.production.models import HandOver


def people_of(factory: Factory) -> list[Organization]:
    """Whose people are told what a factory must know: its own, or those of its desk when nobody of it signs in."""
    firm = factory.organization
    return desks_of([firm]).get(firm.pk, [firm])


def both_sides(order: PurchaseOrder) -> list[Organization]:
    """The same for an order: its buyer and whoever acts for its supplier."""
    return [order.buyer, *people_of_supplier(order)]


def side_of_order(order: PurchaseOrder, side: Organization | None) -> list[Organization]:
    """The people of one side of an order."""
    return [order.buyer] if side == order.buyer else people_of_supplier(order)


def receivers(over: HandOver) -> list[Organization]:
    """Whoever takes the goods."""
    return people_of_supplier(over.to_step.order) if over.to_step else [over.root.buyer]


def senders(over: HandOver) -> list[Organization]:
    return people_of_supplier(over.order)
