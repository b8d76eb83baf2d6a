"""What happened in a period, by municipality and firm: the cells that figures are published of."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from marketplace.inquiries.models import Inquiry
from marketplace.insight.disclosure import Cell
from marketplace.insight.periods import Period
from marketplace.sourcing.models import ProcessStep, Proposal
from marketplace.sourcing.states import READABLE
from orders.awards.models import Award
from orders.awards.states import AwardStatus
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import ENDED

#: Cells by the code of the municipality whose orderer asked.
Cells = dict[str, Cell]


def within(instant: str, period: Period) -> dict[str, datetime]:
    """The condition that an instant lies in the period."""
    start, end = period.span
    return {f"{instant}__gte": start, f"{instant}__lt": end}


def inquiries_of(period: Period) -> Cells:
    return _cells(Inquiry.objects.filter(**within("posted_at", period)), "municipality", "orderer")


def proposals_of(period: Period) -> Cells:
    return _cells(Proposal.objects.filter(**within("submitted_at", period)), "inquiry__municipality", "organization")


def awards_of(period: Period) -> Cells:
    decided = Award.objects.filter(**within("decided_at", period), status=AwardStatus.DECIDED)
    return _cells(decided, "inquiry__municipality", "inquiry__orderer")


def yen_of(period: Period) -> Cells:
    """Of the orders to hubs."""
    issued = PurchaseOrder.objects.filter(parent=None, **within("issued_at", period)).exclude(status__in=ENDED)
    return _cells(issued, "proposal__inquiry__municipality", "buyer", Sum("amount_yen"))


def _cells(rows: QuerySet, town: str, firm: str, value: Sum | None = None) -> Cells:
    cells: Cells = defaultdict(Cell)
    for code, organization, n in rows.values(town, firm).annotate(n=value or Count("pk")).values_list(town, firm, "n"):
        cells[code].add(int(n or 0), organization)
    return cells


def answers_of(period: Period) -> tuple[Cell, Cell]:
    """Inquiries of all municipalities by their orderers: answered in time, and later."""
    in_time, late = Cell(), Cell()
    answered = Inquiry.objects.filter(**within("posted_at", period), answered_at__isnull=False)
    was_in_time = Q(answered_at__lte=F("answer_due"))
    for orderer, n, good in (
        answered.values("orderer")
        .annotate(n=Count("pk"), good=Count("pk", filter=was_in_time))
        .values_list("orderer", "n", "good")
    ):
        if good:
            in_time.add(good, orderer)
        if n > good:
            late.add(n - good, orderer)
    return in_time, late


def processes_of(period: Period) -> dict[str, dict[str, tuple[Cell, Cell]]]:
    """By municipality and process: steps for which no quotation came at the opening, and those that were quoted for."""
    found: dict[str, dict[str, tuple[Cell, Cell]]] = defaultdict(lambda: defaultdict(lambda: (Cell(), Cell())))
    steps = (
        ProcessStep.objects.filter(**within("proposal__quotations_opened_at", period), is_in_house=False)
        .annotate(quoted=Count("quotations", filter=Q(quotations__status__in=READABLE)))
        .values_list("proposal__inquiry__municipality", "process", "quoted", "proposal__inquiry__orderer")
    )
    for code, process, quoted, orderer in steps:
        unserved, served = found[code][process]
        (served if quoted else unserved).add(1, orderer)
    return found
