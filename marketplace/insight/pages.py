"""What the front page and the pages of figures show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.accounts.models import Municipality
from marketplace.inquiries.knowledge import Work, recent_works
from marketplace.insight.periods import Period
from marketplace.insight.selectors.calibration import Calibration, calibration_figures
from marketplace.insight.selectors.figures import (
    Figure,
    MunicipalityFigures,
    PlaceFigure,
    municipality_figures,
    place_figures,
    sum_of,
)
from marketplace.intake.rates import FIRMS_AT_LEAST, QUOTATIONS_AT_LEAST


@dataclass(frozen=True)
class FrontPage:
    figures: tuple[PlaceFigure, ...]
    recent: tuple[Work, ...]


def front_page() -> FrontPage:
    return FrontPage(tuple(place_figures()), tuple(recent_works()))


@dataclass(frozen=True)
class Tile:
    """One large number with what it counts."""

    label: str
    figure: Figure
    unit: str
    note: str


@dataclass(frozen=True)
class MunicipalityPage:
    """`chart` has a month's label, inquiries and awards; what has no number in the table is nought there. `quarter` is the one
    that the processes are counted in, in words."""

    section: ClassVar[str] = "municipality"

    figures: MunicipalityFigures
    tiles: tuple[Tile, ...]
    chart: tuple[tuple[str, int, int], ...]
    quarter: str


def municipality_page(municipality: Municipality) -> MunicipalityPage:
    """町のようす: sums only. A constant number of queries."""
    figures = municipality_figures(municipality)
    chart = tuple((dateformat.format(m.first, "M"), m.inquiries.value, m.awards.value) for m in figures.months)
    quarter = _months_of(figures.quarter) if figures.quarter else ""
    return MunicipalityPage(figures, _tiles(figures), chart, quarter)


def _months_of(period: Period) -> str:
    first, last = period.span[0], period.span[1] - timedelta(days=1)
    return _("%(year)s年%(first)s月から%(last)s月") % {"year": first.year, "first": first.month, "last": last.month}


def _tiles(figures: MunicipalityFigures) -> tuple[Tile, ...]:
    cases = pgettext("unit", "件")

    def over_the_months(name: str, label: str, unit: str, note: str) -> Tile:
        found = [getattr(month, name) for month in figures.months]
        total, shown = sum_of(found), sum(not one.why for one in found)
        if not total.why and shown < len(found):
            note = _("%(note)s。数を出せた%(n)sか月の合計") % {"note": note, "n": shown}
        return Tile(label, total, unit, note)

    return (
        over_the_months("inquiries", _("相談"), cases, _("出された相談")),
        over_the_months("proposals", _("提案"), cases, _("まとめ役が出した提案")),
        over_the_months("awards", _("決まった相談"), cases, _("発注先が決まったもの")),
        over_the_months("yen", _("注文の額"), _("円"), _("注文書が出た額(税抜、10万円単位)")),
        Tile(_("町工場"), Figure(figures.factories), _("社"), _("登録している町工場")),
    )


@dataclass(frozen=True)
class CalibrationPage:
    figures: Calibration
    quotations: int  # that make an own cell
    firms: int


def calibration_page() -> CalibrationPage:
    return CalibrationPage(calibration_figures(), QUOTATIONS_AT_LEAST, FIRMS_AT_LEAST)
