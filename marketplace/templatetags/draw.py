"""Pictures made on the server: the ring of a job, columns of a chart. Each has a text twin on its page."""

import math
import re

from django import template
from django.utils.html import format_html, format_html_join

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
