"""What templates say in our own way: amounts, dates, times, icons, the clock face, hidden fields of every form."""

import datetime
import math
import re
import uuid
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()
JAPAN = ZoneInfo("Asia/Tokyo")
#: A full turn of the clock begins this much beside the top (a share of the turn).
FULL = 0.0005
SPRITE = Path(__file__).resolve().parents[2] / "static" / "nakama" / "icons.svg"


def _number(value: Any) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _grouped(number: Decimal) -> str:
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number.normalize():,f}"


@register.simple_tag
def state_chip(thing: Any, label: str = "") -> SafeString:
    """The chip of a thing's state: its shape and word from the table of its machine; `label` says it otherwise."""
    look = thing.machine.look_of(thing.status)
    return format_html('<span class="st {}">{}</span>', look, label or thing.get_status_display())


@register.filter
def num(value: Any) -> str:
    """12800 -> 12,800; nothing for nothing."""
    number = _number(value)
    return "" if number is None else _grouped(number)


@register.filter
def yen(value: Any) -> str:
    """12800 -> 12,800円, in English ¥12,800; a unit price keeps its 銭 (380.5 -> 380.50円)."""
    number = _number(value)
    if number is None:
        return ""
    amount = abs(number)
    whole = amount == amount.to_integral_value()
    said = _grouped(amount) if whole else f"{amount.quantize(Decimal('0.01')):,f}"
    return ("-" if number < 0 else "") + _("%(n)s円") % {"n": said}


def _today() -> datetime.date:
    return timezone.now().astimezone(JAPAN).date()


def _japanese_date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.astimezone(JAPAN).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


@register.filter
def jdate(value: Any) -> str:
    """11月24日(火), in English Tue 24 Nov; with the year when it is another one. An instant is shown as its Japanese
    date."""
    day = _japanese_date(value)
    if day is None:
        return ""
    words = {"month": dateformat.format(day, "M"), "day": day.day, "weekday": dateformat.format(day, "D")}
    if day.year == _today().year:
        return _("%(month)s%(day)s日(%(weekday)s)") % words
    return _("%(year)s年%(month)s%(day)s日(%(weekday)s)") % {"year": day.year, **words}


@register.filter
def jtime(value: Any) -> str:
    """今日 10:21, or 11月24日(火) 17:00, in Japanese time; in English today 10:21, or Tue 24 Nov, 17:00."""
    if not isinstance(value, datetime.datetime):
        return ""
    local = value.astimezone(JAPAN) if timezone.is_aware(value) else value
    time = f"{local.hour}:{local.minute:02d}"
    if local.date() == _today():
        return _("今日 %(time)s") % {"time": time}
    return _("%(day)s %(time)s") % {"day": jdate(local.date()), "time": time}


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """What a mapping holds for a key that the page only knows at that place; "" for nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def duration(seconds: Any) -> str:
    """4320 -> 1時間12分; over two days -> 3日. Rounded up, so that nobody is promised less than is left."""
    number = _number(seconds)
    if number is None:
        return ""
    minutes = max(0, math.ceil(number / 60))
    if minutes >= 48 * 60:
        return _("%(n)s日") % {"n": minutes // (24 * 60)}
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s分") % {"n": rest}
    return _("%(n)s時間%(rest)s分") % {"n": hours, "rest": rest} if rest else _("%(n)s時間") % {"n": hours}


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The symbols of the sprite. A name that is not there would draw nothing, so it is refused instead."""
    return frozenset(re.findall(r'<symbol[^>]*\bid="([\w-]+)"', SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite. It is never alone: the word stands beside it."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"no icon named {name!r} in static/nakama/icons.svg")
    return format_html(
        '<svg class="i" aria-hidden="true" viewBox="0 0 24 24"><use href="{}#{}"></use></svg>',
        static("nakama/icons.svg"),
        name,
    )


@register.simple_tag
def badge(number: Any, name: str = "") -> SafeString:
    """A number in a red disc, with words for those who hear the page; hidden at nought so that it can come to life."""
    count = int(_number(number) or 0)
    word = _("、未読") if name == "talk" else _("、未処理")
    return format_html(
        '<span class="badge"{}{}><span class="vh">{}</span><span data-n>{}</span><span class="vh">{}</span></span>',
        format_html(' data-badge="{}"', name) if name else "",
        "" if count > 0 else mark_safe(" hidden"),
        word,
        count if count < 100 else "99+",
        pgettext("unit", "件"),
    )


def _on_face(turn: float, radius: float) -> tuple[str, str]:
    """The point `turn` (0 to 1, clockwise from the top) on a circle round the middle of the face."""
    angle = 2 * math.pi * turn
    return f"{44 + radius * math.sin(angle):.2f}", f"{44 - radius * math.cos(angle):.2f}"


@register.simple_tag
def dial(seconds_left: Any, total: Any) -> SafeString:
    """The clock face as it stands now. What is left is blue; the hand moves towards the top. clock.js only moves it."""
    left, whole = _number(seconds_left) or Decimal(0), _number(total) or Decimal(1)
    share = min(1.0, max(0.0, float(left / whole))) if whole > 0 else 0.0
    parts = [mark_safe('<circle class="face" cx="44" cy="44" r="36"/>')]
    # A full circle as one arc would begin where it ends and vanish: it begins a hair beside the top.
    x, y = _on_face(max(1 - share, FULL), 36)
    if share > 0:
        parts.append(format_html('<path class="left" d="M{} {}A36 36 0 {} 1 44 8"/>', x, y, int(share > 0.5)))
    else:
        parts.append(mark_safe('<path class="left" d=""/>'))
    for quarter in range(4):
        (x1, y1), (x2, y2) = _on_face(quarter / 4, 30), _on_face(quarter / 4, 26)
        parts.append(format_html('<line class="tick" x1="{}" y1="{}" x2="{}" y2="{}"/>', x1, y1, x2, y2))
    hand_x, hand_y = _on_face(1 - share, 27)
    parts.append(format_html('<line class="hand" x1="44" y1="44" x2="{}" y2="{}"/>', hand_x, hand_y))
    parts.append(mark_safe('<circle class="hub" cx="44" cy="44" r="3"/>'))
    return format_html(
        '<svg class="dial" viewBox="0 0 88 88" aria-hidden="true">{}</svg>',
        format_html_join("", "{}", ((part,) for part in parts)),
    )


class ActingNode(template.Node):
    """Hidden fields that every form of a signed-in page carries."""

    def __init__(self, once: bool) -> None:
        self.once = once

    def render(self, context: template.Context) -> str:
        fields = []
        token = context.get("csrf_token")
        if token and token != "NOTPROVIDED":
            fields.append(("csrfmiddlewaretoken", token))
        organization = getattr(context.get("actor"), "organization", None)
        if organization is not None:
            fields.append(("acting", organization.public_id))
        if self.once:
            fields.append(("idempotency_key", uuid.uuid4()))
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)


@register.tag
def acting(parser: template.base.Parser, token: template.base.Token) -> ActingNode:
    """{% acting %} in every form; {% acting once %} where doing it twice would matter."""
    words = token.split_contents()[1:]
    if words not in ([], ["once"]):
        raise template.TemplateSyntaxError('acting takes nothing or the word "once"')
    return ActingNode(once=bool(words))


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget in our look. Django itself adds aria-invalid and aria-describedby (help and error)."""
    widget = field.field.widget
    # Check boxes, radio buttons and file pickers keep their own shape.
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect | FileInput):
        return field.as_widget()
    attrs: dict[str, str | bool] = {"class": f"inp {widget.attrs.get('class', '')}".strip()}
    if widget.attrs.get("placeholder") == field.label:
        # The label stands above; said twice it only looks like something already filled in.
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: check (one box), picks (several), plain (everything else)."""
    if isinstance(field.field.widget, CheckboxInput):
        return "check"
    return "picks" if field.use_fieldset else "plain"
