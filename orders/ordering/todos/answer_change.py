"""The other side of an order would like to change it."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.models import OrderChange
from orders.ordering.states import CHANGEABLE, OrderChangeStatus


def _waiting(actor: Actor) -> QuerySet[OrderChange]:
    mine = Q(order__buyer=actor.organization) | Q(order__supplier=actor.organization)
    open_ones = OrderChange.objects.filter(mine, status=OrderChangeStatus.PROPOSED, order__status__in=CHANGEABLE)
    return open_ones.exclude(proposed_by=actor.organization).select_related("order", "proposed_by")


def _say(change: OrderChange, actor: Actor) -> Todo:
    text = _("%(firm)sさんが変更を申し出ています。%(why)s") % {"firm": change.proposed_by.name, "why": change.reason}
    url = f"{reverse('order', args=[change.order.public_id])}#changes"
    return Todo(change.order.title, text, _("変更に答える"), url)


todo_kinds.add(TodoKind("answer_change", _waiting, _say))
