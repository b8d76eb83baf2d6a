"""A factory is asked for a quote; of an officer, the factories that the town hall is the desk of."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from marketplace.sourcing.models import Invitation
from marketplace.sourcing.policies import visible_invitations


def _waiting(actor: Actor) -> QuerySet[Invitation]:
    if not (actor.organization.is_factory or actor.organization.is_municipality):
        return Invitation.objects.none()
    asked = visible_invitations(actor).filter(status__in=["sent", "seen"], slot__proposal__status="quoting")
    return asked.order_by("slot__proposal__quotes_due")


def _say(invitation: Invitation, actor: Actor) -> Todo:
    slot, firm = invitation.slot, invitation.factory.organization
    said = {"shop": firm.name, "step": slot.title, "n": f"{slot.quantity:,}"}
    title = _("%(step)s %(n)s個 の見積を出す") if firm == actor.organization else _("%(shop)s に聞く: %(step)s %(n)s個")
    text = _("%(firm)sさんから。%(needs)s") % {"firm": slot.proposal.organization.name, "needs": slot.needs_text}
    url = reverse("invitation", args=[invitation.public_id])
    return Todo(title % said, text, _("見積を出す"), url, slot.proposal.quotes_due)


todo_kinds.add(TodoKind("quote", _waiting, _say))
