"""A step of work can begin or is under way."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, end_of, todo_kinds
from orders.ordering.policies import supplied_by
from orders.ordering.states import TAKEN, UNFINISHED
from orders.ordering.wording import on_behalf
from orders.production.models import WorkOrderStep
from orders.production.states import ACTIVE, WorkStepStatus


def _waiting(actor: Actor) -> QuerySet[WorkOrderStep]:
    return WorkOrderStep.objects.select_related("root", "order__supplier").filter(
        supplied_by(actor, "order__"), status__in=ACTIVE, order__status__in=UNFINISHED, root__status__in=TAKEN
    )


def _say(step: WorkOrderStep, actor: Actor) -> Todo:
    verb = _("始める") if step.status == WorkStepStatus.READY else _("報告する")
    text = _("%(job)s。%(n)s個") % {"job": step.root.title, "n": f"{step.quantity:,}"}
    title = on_behalf(step.title, step.order.supplier, actor)
    url = f"{reverse('ring', args=[step.root.public_id])}#work-{step.public_id}"
    return Todo(title, text, verb, url, end_of(step.due_on))


todo_kinds.add(TodoKind("do_work", _waiting, _say))
