"""The other side of an order would like to end it before its work is done."""

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.models import Termination
from orders.ordering.policies import supplied_by
from orders.ordering.states import UNACCEPTED, TerminationStatus
from orders.ordering.wording import on_behalf


def _waiting(actor: Actor) -> QuerySet[Termination]:
    of_supplier = Q(order__buyer=actor.organization, proposed_by=F("order__supplier"))
    of_buyer = supplied_by(actor, "order__") & Q(proposed_by=F("order__buyer"))
    open_ones = Termination.objects.filter(status=TerminationStatus.PROPOSED, order__status__in=UNACCEPTED)
    return open_ones.filter(of_supplier | of_buyer).select_related("order__buyer", "order__supplier", "proposed_by")


def _say(row: Termination, actor: Actor) -> Todo:
    order = row.order
    text = _("%(firm)sさんが途中で終えたいと言っています。%(why)s") % {"firm": row.proposed_by.name, "why": row.reason}
    url = f"{reverse('order', args=[order.public_id])}#terminations"
    firm = order.buyer if row.proposed_by_id == order.supplier_id else order.supplier
    return Todo(on_behalf(order.title, firm, actor), text, _("途中で終えるかに答える"), url, row.decide_by)


todo_kinds.add(TodoKind("answer_termination", _waiting, _say))
