"""Charts made on the server. Each has a text twin on its page."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def columns(rows: Iterable[tuple[str, int, int]], label: str) -> SafeString:
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
