"""Pieces are not as agreed: their maker says what it does, who takes them says how it ends."""

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.policies import supplied_by
from orders.ordering.states import ENDED, TAKEN, OrderStatus
from orders.ordering.wording import on_behalf
from orders.production.models import Nonconformity
from orders.production.policies import receiver_of, taken_by
from orders.production.states import NONCONFORMITY, NonconformityStatus


def _waiting(actor: Actor) -> QuerySet[Nonconformity]:
    takes = taken_by(actor, "hand_over__")
    made = supplied_by(actor, "hand_over__order__") & Q(status=NonconformityStatus.OPEN)
    made &= ~Q(hand_over__order__status__in=ENDED)  # it sees the ring no more
    rows = Nonconformity.objects.filter(
        takes | made, status__in=NONCONFORMITY.live, hand_over__root__status__in=(*TAKEN, OrderStatus.LEFT)
    )
    return rows.annotate(is_taken=Case(When(takes, then=True), default=False)).select_related(
        "hand_over__root__buyer",
        "hand_over__from_step",
        "hand_over__order__supplier",
        "hand_over__to_step__order__supplier",
    )


def _say(found: Nonconformity, actor: Actor) -> Todo:
    counts = {"step": found.hand_over.from_step.title, "n": f"{found.count:,}", "what": found.description}
    text = _("%(step)sの %(n)s個。%(what)s") % counts
    verb = _("直ったか確かめる") if found.status == NonconformityStatus.REWORKING else _("不適合をどうするか決める")
    harm = deadline_in_business_days(found.reported_at, 1)
    url = f"{reverse('ring', args=[found.hand_over.root.public_id])}#nonconformities"
    over = found.hand_over
    firm = receiver_of(over) if found.is_taken else over.order.supplier
    return Todo(on_behalf(over.root.title, firm, actor), text, verb, url, harm=harm)


todo_kinds.add(TodoKind("judge", _waiting, _say))
