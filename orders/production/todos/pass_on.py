"""Work is finished and its goods are still with their maker."""

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, end_of, todo_kinds
from orders.ordering.policies import supplied_by
from orders.ordering.states import TAKEN, UNFINISHED
from orders.ordering.wording import on_behalf
from orders.production.models import WorkOrderStep
from orders.production.states import HandOverStatus, WorkStepStatus


def _waiting(actor: Actor) -> QuerySet[WorkOrderStep]:
    """Those of which one of the takers has not got everything: as `step_balance` says, in one query."""
    over = "hand_overs_out__"
    is_its = Q(**{f"{over}to_step": F("dependents")}) | Q(**{f"{over}to_step": None, "dependents": None})
    counts = is_its & ~Q(**{f"{over}status": HandOverStatus.CANCELLED})
    announced = Sum(f"{over}count", filter=counts, default=0)
    moved = Sum(Coalesce(f"{over}received_count", f"{over}count"), filter=counts, default=0)
    done = WorkOrderStep.objects.filter(
        supplied_by(actor, "order__"), order__status__in=UNFINISHED, root__status__in=TAKEN, status=WorkStepStatus.DONE
    )
    by_taker = done.values("pk", "dependents").annotate(given=Greatest(announced, moved))
    found = by_taker.filter(good__gt=F("given")).values("pk")
    return WorkOrderStep.objects.filter(pk__in=found).select_related("root", "order__supplier")


def _say(step: WorkOrderStep, actor: Actor) -> Todo:
    text = _("%(job)s。終わった品を渡します。") % {"job": step.root.title}
    title = on_behalf(step.title, step.order.supplier, actor)
    url = f"{reverse('ring', args=[step.root.public_id])}#work-{step.public_id}"
    return Todo(title, text, _("渡す"), url, end_of(step.due_on))


todo_kinds.add(TodoKind("pass_on", _waiting, _say))
