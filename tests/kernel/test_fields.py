"""What people type is taken in any width and refused where it could not be kept or reckoned with."""

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from source_tree import ROOT

from marketplace.kernel.fields import (
    EARLIEST_DAY,
    LARGEST,
    LATEST_DAY,
    DayField,
    FullWidthIntegerField,
    LineField,
)

MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in ("marketplace", "factories", "orders", "messaging")
    for path in Path(ROOT / package).rglob("forms.py")
]


def fields_of(module: str) -> list[tuple[str, forms.Field]]:
    kinds = [kind for kind in vars(import_module(module)).values() if isinstance(kind, type)]
    mine = [kind for kind in kinds if issubclass(kind, forms.BaseForm) and kind.__module__ == module]
    return [(f"{kind.__name__}.{name}", field) for kind in mine for name, field in kind.base_fields.items()]


@pytest.mark.parametrize("module", MODULES)
def test_every_number_and_day_that_is_typed_has_an_end(module):
    for name, field in fields_of(module):
        if isinstance(field, forms.DecimalField):
            assert field.max_value is not None or field.max_digits is not None, name
        elif isinstance(field, forms.IntegerField):
            assert field.max_value is not None, name
        elif isinstance(field, forms.DateField):
            assert isinstance(field, DayField), name


@pytest.mark.parametrize("day", [EARLIEST_DAY, date(2026, 12, 1), LATEST_DAY])
def test_a_day_of_this_century(day):
    assert DayField().clean(day.isoformat()) == day


@pytest.mark.parametrize("typed", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_a_slip_of_the_hand_is_no_day(typed):
    with pytest.raises(forms.ValidationError, match="2000年から2099年"):
        DayField().clean(typed)
    assert DayField(required=False).clean("") is None


@pytest.mark.parametrize(("typed", "kept"), [("１２，３００円", 12_300), ("38,500", 38_500), (str(LARGEST), LARGEST)])
def test_a_number_of_any_width(typed, kept):
    assert FullWidthIntegerField().clean(typed) == kept


@pytest.mark.parametrize("typed", [str(LARGEST + 1), "9" * 30, "たくさん"])
def test_a_number_beyond_everything_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        FullWidthIntegerField().clean(typed)


@pytest.mark.parametrize("module", MODULES)
def test_what_has_a_box_of_one_line_is_one_line(module):
    many = (forms.Textarea, forms.Select)
    assert [
        name
        for name, field in fields_of(module)
        if type(field) is forms.CharField and not isinstance(field.widget, many)
    ] == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "　 \t"])
def test_a_line_has_no_end_inside(end):
    assert LineField(max_length=7).clean(f" 角皿{end}{end}10枚{end}") == "角皿 10枚"


@pytest.mark.parametrize("typed", ["", " ", "\n", "\r\n　\x00"])
def test_a_line_of_blanks_is_empty(typed):
    assert LineField(required=False).clean(typed) == ""
    with pytest.raises(forms.ValidationError):
        LineField().clean(typed)
