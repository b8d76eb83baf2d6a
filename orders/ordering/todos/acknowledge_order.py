"""An order has come in and was not taken yet."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.present import present
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import supplied_by, visible_orders
from orders.ordering.states import OrderStatus
from orders.ordering.wording import on_behalf


def _waiting(actor: Actor) -> QuerySet[PurchaseOrder]:
    issued = visible_orders(actor).filter(supplied_by(actor), status=OrderStatus.ISSUED)
    return issued.select_related(None).select_related("buyer", "supplier")


def _say(order: PurchaseOrder, actor: Actor) -> Todo:
    text = _("%(firm)sさんからの注文書が届いています。") % {"firm": order.buyer.name}
    title = on_behalf(order.title, order.supplier, actor)
    harm = deadline_in_business_days(present(order.issued_at), 1)  # the ring cannot begin
    return Todo(title, text, _("注文を請ける"), reverse("order", args=[order.public_id]), harm=harm)


todo_kinds.add(TodoKind("acknowledge_order", _waiting, _say))
