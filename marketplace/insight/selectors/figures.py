"""Figures of a municipality and of the place: sums only, never a deal. Cells made of fewer than five firms are not shown, and
cannot be learned by taking what is shown from a total."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from factories.catalog.selectors import taxonomy
from marketplace.accounts.models import Municipality, Organization
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.calendar import JST
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import ProcessStep, Proposal
from marketplace.sourcing.states import READABLE
from orders.awards.models import Award
from orders.awards.states import AwardStatus
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import ENDED

MONTHS = 6


@dataclass
class Cell:
    """A number and the firms it is made of; shown as a word when they are too few to hide each one."""

    value: int = 0
    firms: set[int] = field(default_factory=set)

    def add(self, value: int, firm: int) -> None:
        self.value += value
        self.firms.add(firm)

    @property
    def is_hidden(self) -> bool:
        return 0 < len(self.firms) < settings.NAKAMA["SUPPRESS_BELOW_FIRMS"]

    @property
    def shown(self) -> int:
        """What a chart may draw."""
        return 0 if self.is_hidden else self.value


def total_of(cells: Iterable[Cell]) -> Cell:
    """The sum, made of the firms of the hidden cells where there are such: who takes the shown ones off it learns the
    sum of the hidden ones."""
    cells = list(cells)
    hidden = [c for c in cells if c.is_hidden]
    return Cell(sum(c.value for c in cells), set().union(*(c.firms for c in hidden or cells)))


@dataclass(frozen=True)
class Month:
    first: date
    inquiries: Cell
    proposals: Cell
    awards: Cell
    yen: Cell


@dataclass(frozen=True)
class ProcessRow:
    code: str
    name: str
    requested: Cell
    unserved: Cell


@dataclass(frozen=True)
class PlaceFigure:
    """A figure of the whole place, in words."""

    label: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True)
class MunicipalityFigures:
    municipality: Municipality
    months: tuple[Month, ...]
    total: Month
    processes: tuple[ProcessRow, ...]
    factories: int
    partners: tuple[Municipality, ...]


def _first_of(months_back: int) -> date:
    today = db_now().astimezone(JST).date()
    number = today.year * 12 + today.month - 1 - months_back
    return date(number // 12, number % 12 + 1, 1)


def municipality_figures(municipality: Municipality) -> MunicipalityFigures:
    """What the municipality's own orderers asked for in the last months, and what became of it. A constant number of queries.
    The window cannot be chosen: two windows would give away what lies between them."""
    firsts = [_first_of(back) for back in range(MONTHS - 1, -1, -1)]
    since = datetime.combine(firsts[0], time(0), JST)
    by_month = {
        "inquiries": _monthly(
            Inquiry.objects.filter(municipality=municipality, posted_at__gte=since), "posted_at", "orderer"
        ),
        "proposals": _monthly(
            Proposal.objects.filter(inquiry__municipality=municipality, submitted_at__gte=since),
            "submitted_at",
            "organization",
        ),
        "awards": _monthly(
            Award.objects.filter(inquiry__municipality=municipality, decided_at__gte=since, status=AwardStatus.DECIDED),
            "decided_at",
            "inquiry__orderer",
        ),
        "yen": _monthly(
            PurchaseOrder.objects.filter(
                parent=None, proposal__inquiry__municipality=municipality, issued_at__gte=since
            ).exclude(status__in=ENDED),
            "issued_at",
            "buyer",
            Sum("amount_yen"),
        ),
    }
    rows = tuple(Month(first, *(cells[first] for cells in by_month.values())) for first in firsts)
    total = Month(firsts[0], *(total_of(cells.values()) for cells in by_month.values()))
    return MunicipalityFigures(
        municipality=municipality,
        months=rows,
        total=total,
        processes=_processes(municipality, since),
        factories=Organization.objects.filter(municipality=municipality, is_factory=True, is_active=True).count(),
        partners=tuple(
            Municipality.objects.filter(code__in=municipality.agreements.values("partner_id")).order_by("code")
        ),
    )


def _monthly(rows: QuerySet, instant: str, firm: str, value: Sum | None = None) -> dict[date, Cell]:
    cells: dict[date, Cell] = defaultdict(Cell)
    grouped = (
        rows.annotate(month=TruncMonth(instant, tzinfo=JST)).values("month", firm).annotate(n=value or Count("pk"))
    )
    for month, firm_id, n in grouped.values_list("month", firm, "n"):
        cells[month.astimezone(JST).date()].add(int(n or 0), firm_id)
    return cells


def _processes(municipality: Municipality, since: datetime) -> tuple[ProcessRow, ...]:
    """Per process: steps asked for, and steps for which no quotation came at the opening."""
    known = taxonomy()
    requested: dict[str, Cell] = defaultdict(Cell)
    unserved: dict[str, Cell] = defaultdict(Cell)
    steps = (
        ProcessStep.objects.filter(
            proposal__inquiry__municipality=municipality,
            proposal__quotations_opened_at__gte=since,
            is_in_house=False,
        )
        .annotate(
            quoted=Count(
                "quotations",
                filter=Q(quotations__status__in=READABLE),
            ),
            orderer_id=F("proposal__inquiry__orderer_id"),
        )
        .values_list("process", "quoted", "orderer_id")
    )
    for code, quoted, orderer in steps:
        requested[code].add(1, orderer)
        if not quoted:
            unserved[code].add(1, orderer)
    rows = [ProcessRow(code, known.process_name(code), requested[code], unserved[code]) for code in requested]
    return tuple(sorted(rows, key=lambda r: (-r.unserved.value, -r.requested.value, r.code)))


def place_figures() -> list[PlaceFigure]:
    """Live figures of the whole place for the visitor's page; small ones are left out."""
    since = datetime.combine(_first_of(2), time(0), JST)
    answered = Inquiry.objects.filter(posted_at__gte=since, answered_at__isnull=False)
    in_time = answered.filter(answered_at__lte=F("answer_due")).count()
    n = answered.count()
    posted = Inquiry.objects.filter(posted_at__gte=since).count()
    factories = Organization.objects.filter(is_factory=True, is_active=True)
    municipalities = factories.aggregate(n=Count("municipality", distinct=True))["n"]
    origin = _("%(n)sの市区町村から") % {"n": municipalities}
    figures = [
        PlaceFigure(_("町工場"), f"{factories.count():,}", _("社"), origin),
        PlaceFigure(_("この3か月のご相談"), f"{posted:,}", pgettext("unit", "件"), _("はじめの一言からお受けします")),
    ]
    if n >= 5:
        note = _("この3か月の %(n)s件 のうち") % {"n": f"{n:,}"}
        figures.append(PlaceFigure(_("2時間以内のお返事"), f"{round(100 * in_time / n)}", "%", note))
    return figures
