"""A factory's order was refused or cancelled: another factory is to be found for its work."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, end_of, todo_kinds
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import visible_orders
from orders.ordering.states import CALLED_OFF, WORKING, OrderStatus


def _waiting(actor: Actor) -> QuerySet[PurchaseOrder]:
    ended = visible_orders(actor).filter(
        buyer=actor.organization,
        status__in=CALLED_OFF,
        replaced_by=None,
        parent__status__in=(OrderStatus.ISSUED, *WORKING),
    )
    return ended.select_related(None).select_related("supplier")


def _say(order: PurchaseOrder, actor: Actor) -> Todo:
    text = _("%(firm)sさんへの注文がなくなりました。代わりの町工場を決めます。") % {"firm": order.supplier.name}
    return Todo(
        order.title,
        text,
        _("別の町工場に頼む"),
        reverse("order_replace", args=[order.public_id]),
        end_of(order.deliver_on),
    )


todo_kinds.add(TodoKind("replace", _waiting, _say))
