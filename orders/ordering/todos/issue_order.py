"""An order is drafted and its turn has come: a factory's when the orderer's was taken."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import visible_orders
from orders.ordering.states import ENDED, NOT_TAKEN, OrderStatus


def _waiting(actor: Actor) -> QuerySet[PurchaseOrder]:
    drafted = visible_orders(actor).filter(buyer=actor.organization, status=OrderStatus.DRAFT)
    due = drafted.exclude(parent__status__in=(*NOT_TAKEN, *ENDED))
    return due.select_related(None).select_related("supplier")


def _say(order: PurchaseOrder, actor: Actor) -> Todo:
    text = _("%(firm)sさんへの注文書を出します。") % {"firm": order.supplier.name}
    harm = deadline_in_business_days(order.created_at, 1)
    return Todo(order.title, text, _("注文書を出す"), reverse("order", args=[order.public_id]), harm=harm)


todo_kinds.add(TodoKind("issue_order", _waiting, _say))
