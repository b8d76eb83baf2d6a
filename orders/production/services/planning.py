"""Planning the ring: the steps of work follow the steps of the proposal's plan."""

from datetime import date

from marketplace.kernel.actors import system
from marketplace.kernel.transitions import start
from marketplace.sourcing.models import Slot
from orders.ordering.models import Order
from orders.ordering.services.drafts import needs_in_japanese
from orders.production.models import WorkStep
from orders.production.states import WORK_STEP


def ring_plan(*, root: Order, slots: list[Slot], orders: dict[int, Order], ends: dict[int, date]) -> None:
    """A work step for every slot, by its maker's order (`orders` and `ends` are by slot; without an order the hub makes
    it itself), each after those that the plan puts before it."""
    made = {}
    for slot in slots:
        made[slot.pk] = WorkStep.objects.create(
            root=root,
            order=orders.get(slot.pk, root),
            slot=slot,
            position=slot.position,
            title=slot.title,
            needs=needs_in_japanese(slot),
            quantity=slot.quantity,
            due_on=ends[slot.pk],
        )
        start(WORK_STEP, made[slot.pk], system("award"), "plan")
    for slot in slots:
        made[slot.pk].depends_on.set([made[s.pk] for s in slot.depends_on.all() if s.pk in made])
