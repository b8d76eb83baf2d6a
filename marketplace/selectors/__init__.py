"""What pages about inquiries, proposals and quotes show."""

from marketplace.selectors.asked import fairness_of, open_quote_of
from marketplace.selectors.cases import Todo, cases, todos, unanswered
from marketplace.selectors.clock import clock_of
from marketplace.selectors.workbench import Workbench, candidates_of, workbench

__all__ = [
    "Todo",
    "Workbench",
    "candidates_of",
    "cases",
    "clock_of",
    "fairness_of",
    "open_quote_of",
    "todos",
    "unanswered",
    "workbench",
]
