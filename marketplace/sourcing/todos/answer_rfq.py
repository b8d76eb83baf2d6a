"""A factory is asked for a quotation; of an officer, the factories that the town hall is the desk of."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.policies import visible_rfqs
from marketplace.sourcing.states import UNANSWERED, ProposalStatus


def _waiting(actor: Actor) -> QuerySet[RequestForQuotation]:
    if not (actor.organization.is_factory or actor.organization.is_municipality):
        return RequestForQuotation.objects.none()
    waiting = visible_rfqs(actor).filter(status__in=UNANSWERED, step__proposal__status=ProposalStatus.QUOTING)
    return waiting.with_sealed().filter(is_sealed=False).order_by("step__proposal__quotations_due")


def _say(rfq: RequestForQuotation, actor: Actor) -> Todo:
    step, firm = rfq.step, rfq.factory.organization
    said = {"factory": firm.name, "step": step.title, "n": f"{step.quantity:,}"}
    title = (
        _("%(step)s %(n)s個 の見積を出す") if firm == actor.organization else _("%(factory)s に聞く: %(step)s %(n)s個")
    )
    text = _("%(firm)sさんから。%(needs)s") % {"firm": step.proposal.organization.name, "needs": step.needs_text}
    url = reverse("rfq", args=[rfq.public_id])
    return Todo(title % said, text, _("見積を出す"), url, step.proposal.quotations_due)


todo_kinds.add(TodoKind("quotation", _waiting, _say))
