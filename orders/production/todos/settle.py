"""Other counts came out of an order than were ordered: both sides are to agree."""

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.policies import supplied_by
from orders.ordering.states import WORKING
from orders.ordering.wording import on_behalf
from orders.production.models import Discrepancy
from orders.production.states import DiscrepancyStatus


def _waiting(actor: Actor) -> QuerySet[Discrepancy]:
    is_open, is_proposed = Q(status=DiscrepancyStatus.OPEN), Q(status=DiscrepancyStatus.PROPOSED)
    bought = Q(order__buyer=actor.organization) & (is_open | is_proposed & Q(proposed_by=F("order__supplier")))
    supplied = supplied_by(actor, "order__") & (is_open | is_proposed & Q(proposed_by=F("order__buyer")))
    rows = Discrepancy.objects.filter(bought | supplied, order__status__in=WORKING)
    return rows.select_related("order__buyer", "order__supplier", "step__root")


def _say(row: Discrepancy, actor: Actor) -> Todo:
    text = _("注文 %(n)s個 に対して、使える品は %(found)s個 です。") % {
        "n": f"{row.expected:,}",
        "found": f"{row.found:,}",
    }
    verb = _("案に答える") if row.status == DiscrepancyStatus.PROPOSED else _("どうするか決める")
    url = f"{reverse('ring', args=[row.step.root.public_id])}#discrepancies"
    order = row.order
    firm = order.buyer if order.buyer == actor.organization else order.supplier
    return Todo(on_behalf(order.title, firm, actor), text, verb, url, row.settle_by)


todo_kinds.add(TodoKind("settle", _waiting, _say))
