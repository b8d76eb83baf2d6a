"""Goods are on their way or have arrived: they are to be received or inspected."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.ordering.wording import on_behalf
from orders.production.models import HandOver
from orders.production.policies import receiver_of, to_take
from orders.production.states import HandOverStatus


def _waiting(actor: Actor) -> QuerySet[HandOver]:
    return to_take(actor).select_related("root__buyer", "from_step", "order__supplier", "to_step__order__supplier")


def _say(hand_over: HandOver, actor: Actor) -> Todo:
    verb = _("受け取る") if hand_over.status == HandOverStatus.ANNOUNCED else _("検品する")
    text = _("%(firm)sさんから %(n)s個。%(job)s") % {
        "firm": hand_over.order.supplier.name,
        "n": f"{hand_over.count:,}",
        "job": hand_over.root.title,
    }
    title = _("%(step)sの品") % {"step": hand_over.from_step.title}
    url = f"{reverse('ring', args=[hand_over.root.public_id])}#hand-over-{hand_over.public_id}"
    title, due = on_behalf(title, receiver_of(hand_over), actor), None
    if hand_over.received_at:  # after that nothing is refused any more
        due = hand_over.received_at + timedelta(days=hand_over.order.inspect_days)
    return Todo(title, text, verb, url, due, harm=deadline_in_business_days(hand_over.announced_at, 1))


todo_kinds.add(TodoKind("take_goods", _waiting, _say))
