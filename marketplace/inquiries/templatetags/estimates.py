"""How a reading is shown: lines of the card, prices that are only estimates, bands."""

import math
from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.inquiries.card import CARD_LABELS
from marketplace.intake.costs import rounded
from marketplace.intake.marks import Piece
from marketplace.intake.results import Band, Route

register = template.Library()


@register.filter
def card_label(key: str) -> str:
    """The name of a line of the specification card."""
    return CARD_LABELS[key]


@register.filter
def about_yen(yen: int) -> str:
    """An amount that is only an estimate: two figures."""
    return _("%(yen)s円") % {"yen": f"{rounded(yen):,}"}


@register.filter
def more_or_less(yen: int) -> str:
    """A difference that is only an estimate: +31,000円, −9,000円."""
    if not rounded(abs(yen)):
        return _("変わりません")
    return ("+" if yen > 0 else "−") + about_yen(abs(yen))


@register.simple_tag
def marked_words(pieces: Sequence[Piece]) -> SafeString:
    """The words as they were written, with a mark where a line of the card (by its number) or a step rests on them."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> str:
    if piece.kind == "work":
        return format_html('<mark class="work">{}</mark>', piece.text)
    if not piece.kind:
        return piece.text
    look = mark_safe(' class="guess"') if piece.kind == "guess" else ""
    return format_html("<mark{}>{}<sup>{}</sup></mark>", look, piece.text, piece.number)


@register.simple_tag
def price_band(band: Band, routes: Sequence[Route], label: str) -> SafeString:
    """The price of one route as a bar on the scale that all routes share; a step to the right is a factor, because
    prices differ by factors. The figures below it say the same."""
    low = min(route.price.low for route in routes) or 1
    high = max(max(route.price.high for route in routes), low * 2)
    left, width = math.log(low * 0.8), math.log(high * 1.2) - math.log(low * 0.8)

    def at(yen: float) -> float:
        return 6 + 288 * (math.log(max(yen, low * 0.8)) - left) / width

    ticks = [yen for power in range(3, 12) for yen in (10**power, 3 * 10**power) if low * 0.8 <= yen <= high * 1.2]
    if len(ticks) > 5:
        ticks = [yen for yen in ticks if str(yen)[0] == "1"]
    marks = format_html_join(
        "",
        '<text x="{0}" y="38" text-anchor="middle" class="dim">{1}</text><path class="ax" d="M{0} 6v16"/>',
        ((f"{at(yen):.0f}", short_yen(yen)) for yen in ticks if 18 < at(yen) < 282),
    )
    start, end = at(band.low), at(band.high)
    return format_html(
        '<svg class="chart bandc" viewBox="0 0 300 42" role="img" aria-label="{}"><path class="ax" d="M6 14h288"/>{}'
        '<rect class="colm dark" x="{}" y="8" width="{}" height="12" rx="6"/></svg>',
        label,
        marks,
        f"{start:.0f}",
        f"{max(8.0, end - start):.0f}",
    )


def short_yen(yen: int) -> str:
    """1万, 30万, 1億: as short as it is spoken."""
    if get_language() == "en":
        return f"{yen // 1_000_000}M" if yen >= 1_000_000 else f"{yen // 1000}k"
    if yen >= 100_000_000:
        return f"{yen // 100_000_000}億"
    return f"{yen // 10_000}万" if yen >= 10_000 else f"{yen // 1000}千"
