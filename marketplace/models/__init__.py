"""Inquiries, plans, teams, quotes and proposals."""

from marketplace.files.models import StoredFile
from marketplace.models.inquiry import Attachment, DutyDesk, Inquiry, InquiryGrant
from marketplace.models.proposal import Proposal, Slot
from marketplace.models.quote import Invitation, Question, Quote, QuoteVersion
from marketplace.models.reading import Estimate, LabelledCase

__all__ = [
    "Attachment",
    "DutyDesk",
    "Estimate",
    "Inquiry",
    "InquiryGrant",
    "Invitation",
    "LabelledCase",
    "Proposal",
    "Question",
    "Quote",
    "QuoteVersion",
    "Slot",
    "StoredFile",
]
