"""Plans, teams, quotations and proposals."""

from marketplace.sourcing.models.labelled_case import LabelledCase
from marketplace.sourcing.models.proposal import ProcessStep, Proposal
from marketplace.sourcing.models.quotation import Question, Quotation, QuotationVersion, RequestForQuotation

__all__ = [
    "RequestForQuotation",
    "LabelledCase",
    "Proposal",
    "Question",
    "Quotation",
    "QuotationVersion",
    "ProcessStep",
]
