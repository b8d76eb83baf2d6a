"""Figures of a town and of the place: sums only, never a deal. Cells made of fewer than five firms are not shown."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import TruncMonth

from factories.selectors import taxonomy
from marketplace.accounts.models import Municipality, Organization
from marketplace.kernel.calendar import JST
from marketplace.kernel.clock import db_now
from marketplace.models import Inquiry, Proposal, Slot
from orders.models import Award, Order

HIDDEN = "5社未満"


@dataclass(frozen=True)
class Cell:
    """A number and how many firms it is made of; shown as a word when that is too few to hide each one."""

    value: int
    firms: int

    @property
    def is_hidden(self) -> bool:
        return 0 < self.firms < settings.NAKAMA["SUPPRESS_BELOW_FIRMS"]


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
    asked: Cell
    unserved: Cell


@dataclass(frozen=True)
class Town:
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


def town_of(municipality: Municipality, months: int = 6) -> Town:
    """What the town's own orderers asked for in the last months, and what became of it. A constant number of queries."""
    firsts = [_first_of(back) for back in range(months - 1, -1, -1)]
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
            Award.objects.filter(inquiry__municipality=municipality, decided_at__gte=since, status="decided"),
            "decided_at",
            "inquiry__orderer",
        ),
        "yen": _monthly(
            Order.objects.filter(parent=None, award__inquiry__municipality=municipality, issued_at__gte=since).exclude(
                status__in=["refused", "cancelled", "void"]
            ),
            "issued_at",
            "buyer",
            Sum("amount_yen"),
        ),
    }
    none = Cell(0, 0)
    rows = tuple(Month(first, *(by_month[k].get(first, none) for k in by_month)) for first in firsts)
    total = Month(firsts[0], *(_sum_of(by_month[k]) for k in by_month))
    return Town(
        municipality=municipality,
        months=rows,
        total=total,
        processes=_processes(municipality, since),
        factories=Organization.objects.filter(municipality=municipality, is_factory=True, is_active=True).count(),
        partners=tuple(
            Municipality.objects.filter(code__in=municipality.agreements.values("partner_id")).order_by("code")
        ),
    )


def _monthly(rows, instant: str, firm: str, value=None) -> dict[date, Cell]:
    grouped = (
        rows.annotate(month=TruncMonth(instant, tzinfo=JST))
        .values("month")
        .annotate(n=value or Count("pk"), firms=Count(firm, distinct=True))
    )
    return {r["month"].astimezone(JST).date(): Cell(int(r["n"] or 0), r["firms"]) for r in grouped}


def _sum_of(cells: dict[date, Cell]) -> Cell:
    """A total is shown only when no hidden month could be taken off it to learn that month: it counts the firms of the
    smallest month that is not empty, unless all of it is shown."""
    shown = [c for c in cells.values() if not c.is_hidden]
    hidden = [c for c in cells.values() if c.is_hidden]
    total = sum(c.value for c in cells.values())
    if len(hidden) == 1 and shown:
        return Cell(total, hidden[0].firms)
    firms = sum(c.firms for c in cells.values())
    return Cell(total, firms)


def _processes(municipality: Municipality, since: datetime) -> tuple[ProcessRow, ...]:
    """Per process: steps asked for, and steps for which no quote came at the opening."""
    known = taxonomy()
    asked_n: Counter = Counter()
    none_n: Counter = Counter()
    asked_by: dict[str, set] = defaultdict(set)
    none_by: dict[str, set] = defaultdict(set)
    slots = (
        Slot.objects.filter(
            proposal__inquiry__municipality=municipality,
            proposal__quotes_opened_at__gte=since,
            is_in_house=False,
        )
        .annotate(
            quoted=Count(
                "quotes", filter=Q(quotes__status__in=["opened", "selected", "passed_over", "accepted", "declined"])
            ),
            orderer_id=F("proposal__inquiry__orderer_id"),
        )
        .values_list("process", "quoted", "orderer_id")
    )
    for code, quoted, orderer in slots:
        asked_n[code] += 1
        asked_by[code].add(orderer)
        if not quoted:
            none_n[code] += 1
            none_by[code].add(orderer)
    rows = [
        ProcessRow(
            code,
            known.process(code).name if known.process(code) else code,
            Cell(asked_n[code], len(asked_by[code])),
            Cell(none_n[code], len(none_by[code])),
        )
        for code in asked_n
    ]
    return tuple(sorted(rows, key=lambda r: (-r.unserved.value, -r.asked.value, r.code)))


def place_figures() -> list[dict]:
    """Live figures of the whole place for the visitor's page; small ones are left out."""
    since = datetime.combine(_first_of(2), time(0), JST)
    answered = Inquiry.objects.filter(posted_at__gte=since, answered_at__isnull=False)
    in_time = answered.filter(answered_at__lte=F("answer_due")).count()
    n = answered.count()
    factories = Organization.objects.filter(is_factory=True, is_active=True)
    towns = factories.aggregate(n=Count("municipality", distinct=True))["n"]
    figures = [
        {"label": "町工場", "value": f"{factories.count():,}", "unit": "社", "note": f"{towns}の市区町村から"},
        {
            "label": "この3か月のご相談",
            "value": f"{Inquiry.objects.filter(posted_at__gte=since).count():,}",
            "unit": "件",
            "note": "はじめの一言からお受けします",
        },
    ]
    if n >= 5:
        note = f"この3か月の {n:,}件 のうち"
        figures.append(
            {"label": "2時間以内のお返事", "value": f"{round(100 * in_time / n)}", "unit": "%", "note": note}
        )
    return figures


def recent_works(limit: int = 3) -> list[dict]:
    """Recently finished jobs by their public part: the steps and the town, no firm, no price."""
    found = (
        Inquiry.objects.filter(status="completed", awards__status="decided")
        .annotate(proposal=Min("awards__proposal"))
        .select_related("municipality")
        .order_by("-ended_at")[:limit]
    )
    steps = defaultdict(list)
    for proposal, title in (
        Slot.objects.filter(proposal__in=[i.proposal for i in found])
        .exclude(status="released")
        .order_by("proposal", "position")
        .values_list("proposal_id", "title")
    ):
        steps[proposal].append(title)
    return [
        {"title": i.teaser[:40], "steps": steps[i.proposal][:6], "place": f"{i.municipality.name}のご相談"}
        for i in found
    ]
