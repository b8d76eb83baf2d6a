"""Pictures made on the server: the ring of a job, columns of a chart. Each has a text twin on its page."""

import math
import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

register = template.Library()

_LOOK = {"done": "past", "run": "now", "one": "now", "wait": "next"}


@register.simple_tag
def ring_face(stations, line_one="", line_two=""):
    """The ring: `stations` are (label, look, number) from the top clockwise, the last one the orderer. Decorative:
    the journey below says the same in words."""
    n, size, radius, r = max(len(stations), 1), 360, 132, 31
    points = [
        (size / 2 + radius * math.sin(2 * math.pi * k / n), size / 2 - radius * math.cos(2 * math.pi * k / n))
        for k in range(n)
    ]
    gap = 2 * math.asin(min(1, (r + 7) / (2 * radius)))
    arcs, nodes = [], []
    for k, (label, look, number) in enumerate(stations):
        kind = _LOOK.get(look, "next")
        if k < n - 1:
            start, end = 2 * math.pi * k / n + gap, 2 * math.pi * (k + 1) / n - gap
            if end > start:
                arcs.append(
                    format_html(
                        '<path class="arc {}" d="M{} {}A{} {} 0 0 1 {} {}"/>',
                        "past" if look == "done" else "next",
                        *_at(start, radius, size),
                        radius,
                        radius,
                        *_at(end, radius, size),
                    )
                )
        x, y = (f"{v:.1f}" for v in points[k])
        nodes.append(
            format_html(
                '<circle class="nd {0}" cx="{1}" cy="{2}" r="{3}"/><text class="nt {0}" x="{1}" y="{4}" '
                'text-anchor="middle">{5}</text><text class="ct" x="{1}" y="{6}" text-anchor="middle">{7}</text>',
                kind,
                x,
                y,
                r,
                f"{points[k][1] + 6:.1f}",
                re.split(r"[・(、]", label)[0][:3],
                f"{points[k][1] + r + 18:.1f}",
                number,
            )
        )
    return format_html(
        '<svg class="ringsvg" viewBox="0 0 360 380" aria-hidden="true">{}{}'
        '<text class="c1" x="180" y="176" text-anchor="middle">{}</text>'
        '<text class="c2" x="180" y="204" text-anchor="middle">{}</text></svg>',
        format_html_join("", "{}", ((a,) for a in arcs)),
        format_html_join("", "{}", ((b,) for b in nodes)),
        line_one,
        line_two,
    )


def _at(angle: float, radius: float, size: float) -> tuple[str, str]:
    return f"{size / 2 + radius * math.sin(angle):.1f}", f"{size / 2 - radius * math.cos(angle):.1f}"


@register.simple_tag
def columns(rows, label):
    """Columns of a chart: `rows` are (name, tall, dark) with dark a part of tall. The table beside it says the same."""
    rows = list(rows)
    top = max([tall for _, tall, _ in rows] + [1])
    width, height, left = 720, 220, 44
    step = (width - left) / max(len(rows), 1)
    parts = []
    for k, (name, tall, dark) in enumerate(rows):
        x = left + step * k + step * 0.2
        for value, kind in ((tall, ""), (dark, " dark")):
            h = 180 * value / top
            parts.append(
                format_html(
                    '<rect class="colm{}" x="{}" y="{}" width="{}" height="{}"/>',
                    kind,
                    f"{x:.1f}",
                    f"{190 - h:.1f}",
                    f"{step * 0.6:.1f}",
                    f"{h:.1f}",
                )
            )
        parts.append(format_html('<text x="{}" y="212" text-anchor="middle">{}</text>', f"{x + step * 0.3:.1f}", name))
    return format_html(
        '<svg class="chart trend" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="base" d="M{} 190H{}"/><text class="dim" x="34" y="194" text-anchor="end">0</text>'
        '<text class="dim" x="34" y="18" text-anchor="end">{}</text>{}</svg>',
        width,
        height,
        label,
        left,
        width,
        top,
        format_html_join("", "{}", ((p,) for p in parts)),
    )


@register.simple_tag
def price_band(band, routes, label):
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
