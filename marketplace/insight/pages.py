"""What the front page and the pages of figures show."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.accounts.models import Municipality
from marketplace.inquiries.knowledge import Work, recent_works
from marketplace.insight.selectors.calibration import Calibration, calibration_figures
from marketplace.insight.selectors.figures import (
    Cell,
    MunicipalityFigures,
    PlaceFigure,
    municipality_figures,
    place_figures,
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
    cell: Cell
    unit: str
    note: str


@dataclass(frozen=True)
class MunicipalityPage:
    """`chart` has a month's label, inquiries and awards; what is hidden in the table is nought there."""

    section: ClassVar[str] = "municipality"

    figures: MunicipalityFigures
    tiles: tuple[Tile, ...]
    chart: tuple[tuple[str, int, int], ...]


def municipality_page(municipality: Municipality) -> MunicipalityPage:
    """町のようす: sums only. A constant number of queries."""
    figures = municipality_figures(municipality)
    chart = tuple((dateformat.format(m.first, "M"), m.inquiries.shown, m.awards.shown) for m in figures.months)
    return MunicipalityPage(figures, _tiles(figures), chart)


def _tiles(figures: MunicipalityFigures) -> tuple[Tile, ...]:
    total, cases = figures.total, pgettext("unit", "件")
    posted = _("この%(n)sか月に出された相談") % {"n": len(figures.months)}
    return (
        Tile(_("相談"), total.inquiries, cases, posted),
        Tile(_("提案"), total.proposals, cases, _("まとめ役が出した提案")),
        Tile(_("決まった相談"), total.awards, cases, _("発注先が決まったもの")),
        Tile(_("注文の額"), total.yen, _("円"), _("注文書が出た額(税抜)")),
        Tile(_("町工場"), Cell(figures.factories), _("社"), _("登録している町工場")),
    )


@dataclass(frozen=True)
class CalibrationPage:
    figures: Calibration
    quotations: int  # that make an own cell
    firms: int


def calibration_page() -> CalibrationPage:
    return CalibrationPage(calibration_figures(), QUOTATIONS_AT_LEAST, FIRMS_AT_LEAST)
