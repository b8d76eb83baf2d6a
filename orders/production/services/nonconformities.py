"""What is done about pieces that are not as agreed."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply
from orders.production.models import Nonconformity
from orders.production.policies import nonconformity_policy
from orders.production.services.recompute import recompute
from orders.production.services.work import WORKING
from orders.production.states import NONCONFORMITY


@transaction.atomic
def nonconformity_move(*, actor: Actor, found: Nonconformity, move: str, outcome: str = "") -> Nonconformity:
    """Rework (the maker), resolve, concede or scrap (the receiver), each with what was agreed on."""
    nonconformity_policy.require(actor, move, found)
    hold(found.hand_over.root, *WORKING)
    if move in {"concede", "scrap"} and not outcome.strip():
        raise Invalid("nonconformity.reason", _("どう決めたかを書いてください。相手に伝わります。"))
    facts = {"outcome": outcome.strip()[:500]}
    if move != "rework":
        facts["ended_at"] = ClockTimestamp()
    apply(NONCONFORMITY, found, move, actor, refs={"ring": str(found.hand_over.root.public_id)}, **facts)
    recompute(found.hand_over.root)
    return found
