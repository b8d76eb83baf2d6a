"""Work is finished and its goods are still with their maker."""

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, end_of, todo_kinds
from orders.ordering.policies import supplied_by
from orders.ordering.states import UNFINISHED
from orders.ordering.wording import on_behalf
from orders.production.models import WorkOrderStep
from orders.production.states import HandOverStatus, WorkStepStatus


def _waiting(actor: Actor) -> QuerySet[WorkOrderStep]:
    given = Sum("hand_overs_out__count", filter=~Q(hand_overs_out__status=HandOverStatus.CANCELLED))
    done = WorkOrderStep.objects.filter(
        supplied_by(actor, "order__"), order__status__in=UNFINISHED, status=WorkStepStatus.DONE
    )
    found = done.annotate(given=Coalesce(given, 0)).filter(good__gt=F("given"))
    return found.select_related("root", "order__supplier")


def _say(step: WorkOrderStep, actor: Actor) -> Todo:
    text = _("%(job)s。終わった品を渡します。") % {"job": step.root.title}
    title = on_behalf(step.title, step.order.supplier, actor)
    url = f"{reverse('ring', args=[step.root.public_id])}#work-{step.public_id}"
    return Todo(title, text, _("渡す"), url, end_of(step.due_on))


todo_kinds.add(TodoKind("pass_on", _waiting, _say))
