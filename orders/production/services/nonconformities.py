"""What is done about pieces that are not as agreed."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid
from marketplace.kernel.transitions import apply
from orders.production.models import Nonconformity
from orders.production.policies import nonconformity_policy
from orders.production.services.recompute import recompute
from orders.production.services.ring import ring_hold, ring_ref
from orders.production.states import NONCONFORMITY


@transaction.atomic
def nonconformity_rework(*, actor: Actor, found: Nonconformity, outcome: str = "") -> Nonconformity:
    """The maker makes the pieces good."""
    return _decide(actor, found, "rework", outcome)


@transaction.atomic
def nonconformity_resolve(*, actor: Actor, found: Nonconformity, outcome: str = "") -> Nonconformity:
    """The receiver finds that they are good now."""
    return _decide(actor, found, "resolve", outcome, ended_at=ClockTimestamp())


@transaction.atomic
def nonconformity_concede(*, actor: Actor, found: Nonconformity, outcome: str) -> Nonconformity:
    """The receiver takes them as they are (特採), with what was agreed on. Raises Invalid without it."""
    return _decide(actor, found, "concede", _needed(outcome), ended_at=ClockTimestamp())


@transaction.atomic
def nonconformity_scrap(*, actor: Actor, found: Nonconformity, outcome: str) -> Nonconformity:
    """They are thrown away, with what was agreed on. Raises Invalid without it."""
    return _decide(actor, found, "scrap", _needed(outcome), ended_at=ClockTimestamp())


def _needed(outcome: str) -> str:
    if not outcome.strip():
        raise Invalid("nonconformity.reason", _("どう決めたかを書いてください。相手に伝わります。"))
    return outcome


def _decide(actor: Actor, found: Nonconformity, move: str, outcome: str, **facts: object) -> Nonconformity:
    nonconformity_policy.require(actor, move, found)
    root = ring_hold(found.hand_over.root)
    apply(NONCONFORMITY, found, move, actor, refs=ring_ref(root), outcome=outcome.strip()[:500], **facts)
    recompute(root)
    return found
