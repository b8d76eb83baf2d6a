"""Figures of a municipality and of the place, as they were published: sums only, never a deal."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from factories.catalog.selectors import taxonomy
from marketplace.accounts.models import Municipality, Organization
from marketplace.insight.disclosure import FEW, ONE, PART, Published
from marketplace.insight.models import Publication
from marketplace.insight.periods import Period, closed_periods
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now

#: Months that the visitor's page looks back.
RECENT = 3


@dataclass(frozen=True)
class Figure:
    """A number, or in words why there is none."""

    value: int
    why: str = ""


@dataclass(frozen=True)
class Month:
    first: date
    inquiries: Figure
    proposals: Figure
    awards: Figure
    yen: Figure


@dataclass(frozen=True)
class ProcessRow:
    name: str
    requested: Figure
    unserved: Figure


@dataclass(frozen=True)
class PlaceFigure:
    """A figure of the whole place, in words."""

    label: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True)
class MunicipalityFigures:
    """`months`: those published of the last six, the oldest first. `quarter`: of the processes; None before one is published."""

    municipality: Municipality
    months: tuple[Month, ...]
    quarter: Period | None
    processes: tuple[ProcessRow, ...]
    factories: int
    partners: tuple[Municipality, ...]


def figure(published: Published) -> Figure:
    least = settings.NAKAMA["SUPPRESS_BELOW_FIRMS"]
    words = {
        FEW: _("%(n)s社未満") % {"n": least},
        ONE: _("1社で半分超"),
        PART: _("内訳が%(n)s社未満") % {"n": least},
    }
    return Figure(published) if isinstance(published, int) else Figure(0, words[published])


def sum_of(figures: list[Figure]) -> Figure:
    """Of the numbers that are shown: it tells nothing that they do not tell. Where they are nought and others are hidden, why."""
    if not figures:
        return Figure(0, _("まだありません"))
    shown, hidden = sum(found.value for found in figures), [found for found in figures if found.why]
    return hidden[-1] if hidden and not shown else Figure(shown)


def _published() -> tuple[list[Publication], Publication | None]:
    """The last months, the oldest first, and the last quarter. One query."""
    periods = closed_periods(jst_date(db_now()))
    rows = {(row.first, row.months): row for row in Publication.objects.filter(first__gte=periods[0].first)}
    *months, quarter = (rows.get((period.first, period.months)) for period in periods)
    return [month for month in months if month], quarter


def municipality_figures(municipality: Municipality) -> MunicipalityFigures:
    """What the municipality's own orderers asked for in the months that are over, and what became of it. A constant number of
    queries."""
    months, quarter = _published()
    return MunicipalityFigures(
        municipality=municipality,
        months=tuple(_month(row, municipality.code) for row in months),
        quarter=Period(quarter.first, quarter.months) if quarter else None,
        processes=_processes(quarter.figures["towns"].get(municipality.code, {})) if quarter else (),
        factories=Organization.objects.filter(municipality=municipality, is_factory=True, is_active=True, held_for="")
        .exclude(factory__is_listed=False)
        .count(),
        partners=tuple(
            Municipality.objects.filter(code__in=municipality.agreements.values("partner_id")).order_by("code")
        ),
    )


def _month(row: Publication, code: str) -> Month:
    of_town = row.figures["towns"].get(code, {})
    return Month(row.first, *(figure(of_town.get(name, 0)) for name in ("inquiries", "proposals", "awards", "yen")))


def _processes(of_town: dict[str, Any]) -> tuple[ProcessRow, ...]:
    """What nobody could do first; the order tells nothing that the numbers do not tell."""
    known = taxonomy()
    rows = [
        ProcessRow(known.process_name(code), figure(requested), figure(unserved))
        for code, (requested, unserved) in sorted(of_town.items())
    ]
    return tuple(sorted(rows, key=lambda row: (-row.unserved.value, -row.requested.value)))


def place_figures() -> list[PlaceFigure]:
    """Figures of the whole place for the visitor's page; what is not published is left out."""
    factories = Organization.objects.filter(is_factory=True, is_active=True, held_for="").exclude(
        factory__is_listed=False
    )
    seen = factories.aggregate(n=Count("pk"), towns=Count("municipality", distinct=True))
    origin = _("%(n)sの市区町村から") % {"n": seen["towns"]}
    figures = [PlaceFigure(_("町工場"), f"{seen['n']:,}", _("社"), origin)]
    of_place = [row.figures["place"] for row in _published()[0][-RECENT:]]
    if posted := sum(month["inquiries"] for month in of_place):
        note = _("%(n)s社以上から相談のあった市区町村の合計") % {"n": settings.NAKAMA["SUPPRESS_BELOW_FIRMS"]}
        figures.append(PlaceFigure(_("先月までの3か月のご相談"), f"{posted:,}", pgettext("unit", "件"), note))
    if of_place and isinstance(in_time := of_place[-1]["in_time"], int):
        figures.append(PlaceFigure(_("2時間以内のお返事"), str(in_time), "%", _("先月のご相談のうち")))
    return figures
