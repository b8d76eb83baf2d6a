"""Goods were received: they are to be paid, each day's receipt by a day of its own."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, end_of, todo_kinds
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import visible_orders
from orders.ordering.states import PAYABLE


def _waiting(actor: Actor) -> QuerySet[PurchaseOrder]:
    owed = visible_orders(actor).filter(buyer=actor.organization, status__in=PAYABLE, payment_due_on__isnull=False)
    return owed.select_related(None).select_related("supplier")


def _say(order: PurchaseOrder, actor: Actor) -> Todo:
    text = _("%(firm)sさんへの支払い。") % {"firm": order.supplier.name}
    url = f"{reverse('order', args=[order.public_id])}#pay"
    return Todo(order.title, text, _("支払いを記録"), url, end_of(order.payment_due_on))


todo_kinds.add(TodoKind("pay", _waiting, _say))
