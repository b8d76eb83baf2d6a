"""Form fields that take what people type and send, as they do it, as far as the place can keep it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.kernel.text import bare_number, kept_text, one_line

#: More than any sum here, in yen or pieces; a hundred of them still fit where they are added up.
LARGEST = 999_999_999_999
#: Days that a job can be about: what lies outside is a slip of the hand, and could not be reckoned with.
EARLIEST_DAY, LATEST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class FullWidthIntegerField(forms.IntegerField):
    """A whole number in letters of any width, with or without what people write round it; at most `LARGEST`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_value": LARGEST, **kwargs})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(bare_number(value) if isinstance(value, str) else value)


class FullWidthDecimalField(forms.DecimalField):
    """The same for a number with decimals, a tolerance among them."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        return super().to_python(bare_number(value).lstrip("±").strip() if isinstance(value, str) else value)


class DayField(forms.DateField):
    """A day of this century."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": day_input(), **kwargs})

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not EARLIEST_DAY <= value <= LATEST_DAY:
            raise forms.ValidationError(_("2000年から2099年までの日付を入れてください。"))


class LineField(forms.CharField):
    """Words that stand in one line wherever they are shown: names, titles, reasons. A browser sends them so from its own
    one-line input; whoever posts without one must not break a letter or a page with them."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class KeptTextField(forms.CharField):
    """Words as they are kept: what cannot be kept is left out, never a reason to refuse them."""

    def to_python(self, value: Any) -> str:
        return kept_text(super().to_python(value) or "")


def number_input(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", **attrs})


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
