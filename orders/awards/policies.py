"""Who may decide who makes it, and undo that decision: asked of the inquiry that it is about."""

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import approves_for_orderer, visible_inquiries
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy


def _asks(actor: Actor, inquiry: Inquiry) -> bool:
    return actor.organization == inquiry.orderer


award_policy = Policy(
    name="award",
    visible=visible_inquiries,
    actions={"compare": _asks, "decide": approves_for_orderer, "cancel": approves_for_orderer},
)
