"""Planning the ring: the steps of work follow the steps of the proposal's plan."""

from datetime import date

from marketplace.kernel.actors import system
from marketplace.kernel.transitions import start
from marketplace.sourcing.models import ProcessStep
from orders.ordering.models import PurchaseOrder
from orders.ordering.services.drafts import needs_in_japanese
from orders.production.models import WorkOrderStep
from orders.production.states import WORK_STEP


def ring_plan(
    *, root: PurchaseOrder, steps: list[ProcessStep], orders: dict[int, PurchaseOrder], ends: dict[int, date]
) -> None:
    """A work step for every step, by its maker's order (`orders` and `ends` are by step; without an order the hub makes
    it itself), each after those that the plan puts before it."""
    made = {}
    for step in steps:
        made[step.pk] = WorkOrderStep.objects.create(
            root=root,
            order=orders.get(step.pk, root),
            process_step=step,
            position=step.position,
            title=step.title,
            needs=needs_in_japanese(step),
            quantity=step.quantity,
            due_on=ends[step.pk],
        )
        start(WORK_STEP, made[step.pk], system("award"), "plan")
    for step in steps:
        made[step.pk].depends_on.set([made[s.pk] for s in step.depends_on.all() if s.pk in made])
