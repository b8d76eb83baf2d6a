"""Fields and choices that several forms about factories have."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.catalog.models import WORD_AT_MOST
from factories.catalog.selectors import taxonomy
from factories.catalog.sizes import sides_of
from marketplace.kernel.fields import LineField


def process_choices(*, with_groups: bool = False) -> list:
    """Processes by group; `with_groups`: each group can be chosen as a whole, by its own code."""
    known = taxonomy()
    return [
        (
            g.name,
            [
                *([(g.code, gettext("%(group)s すべて") % {"group": g.name})] if with_groups else []),
                *((p.code, p.name) for p in known.in_group(g.code)),
            ],
        )
        for g in known.groups
    ]


def material_choices() -> list:
    """Families, each with its members beneath."""
    known = taxonomy()
    return [
        (m.name, [(m.code, gettext("%(material)s(どれでも)") % {"material": m.name}), *_members(m.code)])
        for m in known.materials
        if m.is_family
    ]


def _members(family: str) -> list[tuple[str, str]]:
    return [(m.code, m.name) for m in taxonomy().members_of(family)]


class SizeField(LineField):
    """Up to three sides in mm: 300×200×50."""

    def clean(self, value: str | None) -> tuple[int, ...]:
        try:
            return sides_of(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(gettext("大きさは 300×200×50 のように、mm の数で書いてください。")) from error


def family_choices() -> list[tuple[str, str]]:
    return [(m.code, m.name) for m in taxonomy().materials if m.is_family]


def precision_choices() -> list[tuple[str, str]]:
    return [(f"{p.tolerance_mm:f}", f"{p.name} ±{p.tolerance_mm:f}mm") for p in taxonomy().precisions]


def certificate_choices() -> list:
    return [(kind.name, [(value, value) for value in kind.values]) for kind in taxonomy().certificates]


class WordForm(forms.Form):
    word = LineField(
        label=_("教えたいことば"), max_length=WORD_AT_MOST, help_text=_("ふだんの言い方をひとつ。例: とって、ハンドル")
    )
    process = forms.ChoiceField(
        label=pgettext_lazy("capability", "工程"),
        required=False,
        help_text=_("どの工程のことか、わかれば選んでください。"),
    )
    remark = forms.CharField(
        label=_("ひとこと"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [("", gettext("わかりません")), *process_choices()]
