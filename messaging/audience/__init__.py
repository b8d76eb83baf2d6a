"""Who is told what, event by event: a table.

Sealed quotes: an event about one has its factory as its only audience and rings for nobody, until the opening.
"""

from factories.consent.models import ProxyConsent
from marketplace.inquiries.models import Inquiry
from marketplace.sourcing.models import Invitation, Proposal, Question, Quote
from messaging.audience import factories, inquiries, orders
from messaging.audience.inquiries import ASKED, reached
from messaging.audience.rules import AskedRule, Rule
from orders.ordering.models import Order, OrderChange, Payment, Rating
from orders.production.models import HandOver, Nonconformity, WorkStep

__all__ = ["ASKED", "NOBODY", "TABLE", "AskedRule", "Rule", "reached", "subject_of"]

TABLE: dict[str, Rule] = {**factories.TABLE, **inquiries.TABLE, **orders.TABLE}

#: For the record alone. Sealed events are here: nobody is told that a quote exists, not even that one was taken back.
NOBODY = (
    "inquiry.draft", "proposal.plan", "proposal.replan", "proposal.take_back",
    "slot.fill", "slot.unfill", "slot.release",
    "invitation.unanswer", "invitation.silence",
    "quote.draft", "quote.submit", "quote.edit", "quote.withdraw", "quote.open", "quote.select", "quote.unselect",
    "quote.pass_over", "quote.un_accept", "quote.give_back",
    "award.decide", "award.cancel", "order.draft", "order.void", "order_change.withdraw", "order_change.lapse",
    "work_step.plan", "work_step.cancel",
    "room.freeze", "room.thaw", "room.archive",
    "organization.create", "organization.claim", "member.add", "member.remove", "grant.give", "grant.take_back",
)  # fmt: skip

_SUBJECTS = (
    Inquiry, Proposal, Invitation, Question, Quote, Order, OrderChange, WorkStep, HandOver, Nonconformity, Payment, Rating, ProxyConsent,
)  # fmt: skip
_MODELS = {model._meta.label_lower: model.objects for model in _SUBJECTS}


def subject_of(event):
    """The row that an event speaks of, or None when it is gone."""
    return _MODELS[event.subject_type].filter(public_id=event.subject_id).first()
