"""Who is reached on whose behalf."""

from factories.profile.models import Factory
from factories.profile.policies import has_account
from marketplace.accounts.models import Organization
from orders.ordering.models import PurchaseOrder


def people_of(factory: Factory) -> list[Organization]:
    """Whose people are told what a factory must know: its own, or those of its desk when nobody of it signs in."""
    if has_account(factory):
        return [factory.organization]
    desks = Organization.objects.filter(is_municipality=True, is_active=True)
    return list(desks.filter(municipality=factory.organization.municipality_id))


def both_sides(order: PurchaseOrder) -> list[Organization]:
    return [order.buyer, order.supplier]
