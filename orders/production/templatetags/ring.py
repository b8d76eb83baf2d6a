"""The ring of a job as a picture made on the server. The journey on its page says the same in words."""

import math
import re
from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
_LOOK = {"done": "past", "run": "now", "one": "now", "wait": "next"}


@register.simple_tag
def ring_face(stations: Sequence[tuple[str, str, int]], line_one: str = "", line_two: str = "") -> SafeString:
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
