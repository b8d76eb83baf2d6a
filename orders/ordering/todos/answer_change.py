"""The other side of an order would like to change it."""

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.models import OrderChange
from orders.ordering.policies import supplied_by
from orders.ordering.states import CHANGEABLE, OrderChangeStatus
from orders.ordering.wording import on_behalf


def _waiting(actor: Actor) -> QuerySet[OrderChange]:
    of_supplier = Q(order__buyer=actor.organization, proposed_by=F("order__supplier"))
    of_buyer = supplied_by(actor, "order__") & Q(proposed_by=F("order__buyer"))
    open_ones = OrderChange.objects.filter(status=OrderChangeStatus.PROPOSED, order__status__in=CHANGEABLE)
    return open_ones.filter(of_supplier | of_buyer).select_related("order__buyer", "order__supplier", "proposed_by")


def _say(change: OrderChange, actor: Actor) -> Todo:
    text = _("%(firm)sさんが変更を申し出ています。%(why)s") % {"firm": change.proposed_by.name, "why": change.reason}
    url = f"{reverse('order', args=[change.order.public_id])}#changes"
    harm = deadline_in_business_days(change.proposed_at, 2)
    order = change.order
    firm = order.buyer if change.proposed_by_id == order.supplier_id else order.supplier
    return Todo(on_behalf(order.title, firm, actor), text, _("変更に答える"), url, harm=harm)


todo_kinds.add(TodoKind("answer_change", _waiting, _say))
