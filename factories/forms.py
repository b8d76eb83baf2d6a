"""Shapes of what is typed about factories: the search's facets, and what a factory says of itself."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.models import Factory
from factories.search.facets import Facets, sides_of
from factories.selectors import taxonomy
from marketplace.accounts.forms import MunicipalityField

WITHIN_KM = (10, 30, 50, 100, 200)


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
        (m.name, [(m.code, gettext("%(family)s(どれでも)") % {"family": m.name}), *_members(m.code)])
        for m in known.materials
        if m.is_family
    ]


def _members(family: str) -> list[tuple[str, str]]:
    return [(m.code, m.name) for m in taxonomy().members_of(family)]


class SizeField(forms.CharField):
    """Up to three sides in mm: 300×200×50."""

    def clean(self, value) -> tuple[int, ...]:
        try:
            return sides_of(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(gettext("大きさは 300×200×50 のように、mm の数で書いてください。")) from error


class FacetForm(forms.Form):
    """What can be asked for beside the words; everything may be left open."""

    process = forms.ChoiceField(label=pgettext_lazy("capability", "工程"), required=False)
    material = forms.ChoiceField(label=_("材料"), required=False)
    size = SizeField(label=_("大きさ(mm)"), required=False, max_length=40, help_text=_("例: 300×200×50"))
    tolerance = forms.ChoiceField(label=_("精度"), required=False)
    quantity = forms.IntegerField(label=_("数(個)"), required=False, min_value=1, max_value=100_000_000)
    certificate = forms.ChoiceField(label=_("資格・認証"), required=False)
    town = MunicipalityField(label=_("市区町村"), required=False, max_length=60, help_text=_("例: 大田区"))
    within = forms.TypedChoiceField(label=_("そこからの距離"), required=False, coerce=int, empty_value=None)
    light = forms.ChoiceField(label=_("手のあき"), required=False)
    in_house = forms.BooleanField(label=_("自社で行うところだけ"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known, anything = taxonomy(), [("", _("どれでも"))]
        self.fields["process"].choices = anything + process_choices(with_groups=True)
        self.fields["material"].choices = anything + material_choices()
        self.fields["tolerance"].choices = anything + [
            (f"{p.tolerance_mm:f}", f"{p.name} ±{p.tolerance_mm:f}mm") for p in known.precisions
        ]
        self.fields["certificate"].choices = anything + [
            (k.name, [(v, v) for v in k.values]) for k in known.certificates
        ]
        self.fields["within"].choices = [("", _("同じ市区町村"))] + [
            (km, gettext("%(km)skm まで") % {"km": km}) for km in WITHIN_KM
        ]
        self.fields["light"].choices = anything + Factory.LIGHTS[:2]

    def facets(self) -> Facets:
        """What was chosen; a field with an error counts as left open."""
        self.is_valid()
        said = self.cleaned_data
        process = said.get("process") or ""
        town = said.get("town")
        return Facets(
            process="" if process.startswith("G") else process,
            group=process if process.startswith("G") else "",
            material=said.get("material") or "",
            size_mm=said.get("size") or (),
            tolerance_mm=Decimal(said["tolerance"]) if said.get("tolerance") else None,
            quantity=said.get("quantity"),
            certificate=said.get("certificate") or "",
            in_house_only=bool(said.get("in_house")),
            town=town.code if town else "",
            within_km=said.get("within"),
            light=said.get("light") or "",
        )

    @property
    def chosen(self) -> int:
        """How many facets are set: the fold of the page stands open when there are some."""
        return sum(bool(self.data.get(name)) for name in self.fields)
