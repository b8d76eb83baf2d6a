"""Pieces are not as agreed: their maker says what it does, who takes them says how it ends."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.states import TAKEN
from orders.production.models import Nonconformity
from orders.production.states import NONCONFORMITY, NonconformityStatus


def _waiting(actor: Actor) -> QuerySet[Nonconformity]:
    firm = actor.organization
    takes = Q(hand_over__to_step__order__supplier=firm) | Q(hand_over__to_step=None, hand_over__root__buyer=firm)
    made = Q(hand_over__from_step__order__supplier=firm, status=NonconformityStatus.OPEN)
    rows = Nonconformity.objects.filter(takes | made, status__in=NONCONFORMITY.live, hand_over__root__status__in=TAKEN)
    return rows.select_related("hand_over__root", "hand_over__from_step")


def _say(found: Nonconformity, actor: Actor) -> Todo:
    counts = {"step": found.hand_over.from_step.title, "n": f"{found.count:,}", "what": found.description}
    text = _("%(step)sの %(n)s個。%(what)s") % counts
    verb = _("直ったか確かめる") if found.status == NonconformityStatus.REWORKING else _("不適合をどうするか決める")
    url = f"{reverse('ring', args=[found.hand_over.root.public_id])}#nonconformities"
    return Todo(found.hand_over.root.title, text, verb, url)


todo_kinds.add(TodoKind("judge", _waiting, _say))
