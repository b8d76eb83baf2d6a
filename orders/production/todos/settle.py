"""Other counts came out of an order than were ordered: both sides are to agree."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.states import WORKING
from orders.production.models import Discrepancy
from orders.production.states import DiscrepancyStatus


def _waiting(actor: Actor) -> QuerySet[Discrepancy]:
    mine = Q(order__buyer=actor.organization) | Q(order__supplier=actor.organization)
    is_asked = Q(status=DiscrepancyStatus.PROPOSED) & ~Q(proposed_by=actor.organization)
    rows = Discrepancy.objects.filter(mine, Q(status=DiscrepancyStatus.OPEN) | is_asked, order__status__in=WORKING)
    return rows.select_related("order", "step__root")


def _say(row: Discrepancy, actor: Actor) -> Todo:
    text = _("注文 %(n)s個 に対して、使える品は %(found)s個 です。") % {
        "n": f"{row.expected:,}",
        "found": f"{row.found:,}",
    }
    verb = _("案に答える") if row.status == DiscrepancyStatus.PROPOSED else _("どうするか決める")
    url = f"{reverse('ring', args=[row.step.root.public_id])}#discrepancies"
    return Todo(row.order.title, text, verb, url, row.settle_by)


todo_kinds.add(TodoKind("settle", _waiting, _say))
