"""Goods are on their way or have arrived: they are to be received or inspected."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from orders.production.models import HandOver
from orders.production.policies import to_take
from orders.production.states import HandOverStatus


def _waiting(actor: Actor) -> QuerySet[HandOver]:
    return to_take(actor).select_related("root", "from_step__order__supplier")


def _say(hand_over: HandOver, actor: Actor) -> Todo:
    verb = _("受け取る") if hand_over.status == HandOverStatus.ANNOUNCED else _("検品する")
    text = _("%(firm)sさんから %(n)s個。%(job)s") % {
        "firm": hand_over.from_step.order.supplier.name,
        "n": f"{hand_over.count:,}",
        "job": hand_over.root.title,
    }
    title = _("%(step)sの品") % {"step": hand_over.from_step.title}
    return Todo(title, text, verb, reverse("ring", args=[hand_over.root.public_id]))


todo_kinds.add(TodoKind("take_goods", _waiting, _say))
