"""What templates say in our own way."""

from __future__ import annotations

import datetime
import re
import uuid
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from django import forms
from django.template import Context, Engine, TemplateSyntaxError
from django.utils import translation
from django.utils.functional import lazystr

from marketplace.intake.questions import QUESTIONS
from marketplace.kernel.templatetags import nakama

STATIC = Path(nakama.__file__).parents[2] / "static" / "nakama"
# Tuesday the 24th of November 2026, 10:21 in Tokyo
NOW = datetime.datetime(2026, 11, 24, 1, 21, tzinfo=datetime.UTC)
ENGINE = Engine(libraries={"nakama": "marketplace.kernel.templatetags.nakama"})


@pytest.fixture(autouse=True)
def now():
    with mock.patch.object(nakama.timezone, "now", return_value=NOW):
        yield


def render(source: str, **context) -> str:
    return ENGINE.from_string("{% load nakama %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12800, "12,800円"),
        (0, "0円"),
        (-4760, "-4,760円"),
        (Decimal("380.5"), "380.50円"),
        (Decimal("1100.00"), "1,100円"),
        ("12800", "12,800円"),
        (None, ""),
        ("", ""),
        ("いくらでも", ""),
        (Decimal("NaN"), ""),
        (True, ""),
    ],
)
def test_yen(value, said):
    assert nakama.yen(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(1234567, "1,234,567"), (Decimal("0.05"), "0.05"), (Decimal("2.50"), "2.5"), (0, "0"), (None, ""), ("x", "")],
)
def test_num(value, said):
    assert nakama.num(value) == said


def test_dates_carry_the_day_of_the_week():
    assert nakama.jdate(datetime.date(2026, 11, 24)) == "11月24日(火)"
    assert nakama.jdate(datetime.date(2027, 1, 5)) == "2027年1月5日(火)"
    assert nakama.jdate(None) == nakama.jdate("2026-11-24") == ""


def test_an_instant_has_its_japanese_date():
    late = datetime.datetime(2026, 11, 24, 15, 30, tzinfo=datetime.UTC)
    assert nakama.jdate(late) == "11月25日(水)"
    assert nakama.jtime(late) == "11月25日(水) 0:30"


def test_times():
    assert nakama.jtime(NOW) == "今日 10:21"
    assert nakama.jtime(NOW.replace(hour=8, minute=0)) == "今日 17:00"
    assert nakama.jtime(datetime.datetime(2025, 12, 31, 15, 5, tzinfo=datetime.UTC)) == "1月1日(木) 0:05"
    assert nakama.jtime(datetime.datetime(2025, 12, 31, 3, 5, tzinfo=datetime.UTC)) == "2025年12月31日(水) 12:05"
    assert nakama.jtime(None) == nakama.jtime(datetime.date(2026, 11, 24)) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(4320, "1時間12分"), (7200, "2時間"), (61, "2分"), (0, "0分"), (-5, "0分"), (3 * 86400, "3日"), (None, "")],
)
def test_duration(seconds, said):
    assert nakama.duration(seconds) == said


def test_everything_is_said_in_english_too():
    with translation.override("en"):
        assert nakama.yen(12800) == "¥12,800"
        assert nakama.yen(Decimal("380.5")) == "¥380.50"
        assert nakama.yen(-4760) == "-¥4,760"
        assert nakama.yen(None) == nakama.jdate(None) == nakama.jtime(None) == nakama.duration(None) == ""
        assert nakama.jdate(datetime.date(2026, 11, 27)) == "Fri 27 Nov"
        assert nakama.jdate(datetime.date(2027, 1, 5)) == "Tue 5 Jan 2027"
        assert nakama.jtime(NOW) == "today 10:21"
        assert nakama.jtime(NOW + datetime.timedelta(days=3)) == "Fri 27 Nov, 10:21"
        assert [nakama.duration(n) for n in (4320, 7200, 61, 3 * 86400)] == ["1 h 12 min", "2 h", "2 min", "3 days"]
        assert ", unread: " in render("{% badge 3 'talk' %}")
        assert ", to do: " in render("{% badge 3 'home' %}")


def test_every_icon_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    pictures = {choice.picture for question in QUESTIONS for choice in question.choices if choice.picture}
    assert pictures <= drawn and drawn == nakama.icon_names()
    shown = render("{% icon 'home' %}")
    assert "nakama/icons.svg#home" in shown and 'aria-hidden="true"' in shown


def test_an_unknown_icon_is_refused():
    with pytest.raises(TemplateSyntaxError):
        render("{% icon 'hom' %}")


def test_badge_says_its_number_in_words():
    shown = render("{% badge 3 'talk' %}")
    assert 'data-badge="talk"' in shown and "未読" in shown and ">3<" in shown and "hidden" not in shown
    assert "hidden" in render("{% badge 0 'home' %}")
    assert "hidden" in render("{% badge nothing 'home' %}")
    assert "99+" in render("{% badge 100 'home' %}")


def test_dial_is_drawn_for_what_is_left():
    shown = render("{% dial 4320 7200 %}")
    assert 'd="M65.16 73.12A36 36 0 1 1 44 8"' in shown, "three fifths are left, as on the reference"
    assert 'x2="59.87" y2="65.84"' in shown
    assert 'd=""' in render("{% dial 0 7200 %}")
    assert 'd=""' in render("{% dial -60 7200 %}")
    assert "A36 36 0 1 1 44 8" in render("{% dial 9000 7200 %}")
    assert "A36 36 0 0 1 44 8" in render("{% dial 360 7200 %}")
    assert 'd=""' in render("{% dial nothing nothing %}")
    assert render("{% dial 5 0 %}")


ACTOR = SimpleNamespace(organization=SimpleNamespace(public_id=uuid.UUID(int=7)))


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def test_acting_carries_the_token_and_the_organization():
    fields = hidden(render("{% acting %}", csrf_token=lazystr("abc"), actor=ACTOR))
    assert fields == {"csrfmiddlewaretoken": "abc", "acting": str(uuid.UUID(int=7))}


def test_acting_once_adds_a_new_key_each_time():
    source = "{% acting once %}"
    first, second = (hidden(render(source, csrf_token="abc", actor=ACTOR)) for _ in range(2))
    assert uuid.UUID(first["idempotency_key"]).version == 4
    assert first["idempotency_key"] != second["idempotency_key"]


def test_acting_of_a_visitor_names_no_organization():
    assert set(hidden(render("{% acting once %}", csrf_token="abc", actor=None))) == {
        "csrfmiddlewaretoken",
        "idempotency_key",
    }
    assert render("{% acting %}") == ""


def test_acting_escapes_what_it_carries():
    assert '"><script>' not in render("{% acting %}", csrf_token='"><script>')


def test_acting_takes_no_other_word():
    with pytest.raises(TemplateSyntaxError):
        render("{% acting twice %}")


class SampleForm(forms.Form):
    text = forms.CharField(help_text="例 03-1234-5678", widget=forms.TextInput(attrs={"class": "short"}))
    email = forms.EmailField(label="メールアドレス", widget=forms.EmailInput(attrs={"placeholder": "メールアドレス"}))
    kind = forms.ChoiceField(choices=[("a", "あ")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()


def test_controls_keep_what_django_says_about_errors():
    form = SampleForm({})
    shown = nakama.control(form["text"])
    assert 'class="inp short"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_text_helptext id_text_error"' in shown
    assert 'class="inp' not in nakama.control(form["kind"])
    assert 'class="inp' not in nakama.control(form["agreed"])


def test_a_placeholder_does_not_repeat_the_label():
    assert "placeholder" not in nakama.control(SampleForm()["email"])


def test_shapes_of_fields():
    form = SampleForm()
    assert [nakama.shape(form[name]) for name in ("text", "kind", "agreed")] == ["plain", "picks", "check"]


def test_styles_carry_no_foreign_address():
    for sheet in (path for path in STATIC.rglob("*") if path.is_file()):
        text = sheet.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text and "https:" not in text and "@import" not in text, sheet.name
