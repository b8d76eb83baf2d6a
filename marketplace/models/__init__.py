"""Inquiries, plans, teams, quotes and proposals."""

from marketplace.models.files import StoredFile
from marketplace.models.inquiry import Attachment, DutyDesk, Inquiry, InquiryGrant
from marketplace.models.proposal import Proposal, Slot
from marketplace.models.quote import Invitation, Question, Quote, QuoteVersion

__all__ = [
    "Attachment",
    "DutyDesk",
    "Inquiry",
    "InquiryGrant",
    "Invitation",
    "Proposal",
    "Question",
    "Quote",
    "QuoteVersion",
    "Slot",
    "StoredFile",
]
