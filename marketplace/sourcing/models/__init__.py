"""Plans, teams, quotes and proposals."""

from marketplace.sourcing.models.labelled_case import LabelledCase
from marketplace.sourcing.models.proposal import Proposal, Slot
from marketplace.sourcing.models.quote import Invitation, Question, Quote, QuoteVersion

__all__ = ["Invitation", "LabelledCase", "Proposal", "Question", "Quote", "QuoteVersion", "Slot"]
