"""What can be asked of the search beside the words."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.catalog.forms import SizeField, certificate_choices, material_choices, precision_choices, process_choices
from factories.profile.models import Factory
from factories.search.facets import Facets
from marketplace.accounts.forms import MunicipalityField

#: So many letters are looked for.
WORDS_AT_MOST = 300
WITHIN_KM = (10, 30, 50, 100, 200)


class FacetForm(forms.Form):
    """What can be asked for beside the words; everything may be left open."""

    process = forms.ChoiceField(label=pgettext_lazy("capability", "工程"), required=False)
    material = forms.ChoiceField(label=_("材料"), required=False)
    size = SizeField(label=_("大きさ(mm)"), required=False, max_length=40, help_text=_("例: 300×200×50"))
    tolerance = forms.ChoiceField(label=_("精度"), required=False)
    quantity = forms.IntegerField(label=_("数(個)"), required=False, min_value=1, max_value=100_000_000)
    certificate = forms.ChoiceField(label=_("資格・認証"), required=False)
    municipality = MunicipalityField(label=_("市区町村"), required=False, max_length=60, help_text=_("例: 大田区"))
    within = forms.TypedChoiceField(label=_("そこからの距離"), required=False, coerce=int, empty_value=None)
    availability = forms.ChoiceField(label=_("手のあき"), required=False)
    in_house = forms.BooleanField(label=_("自社で行うところだけ"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", _("どれでも"))]
        self.fields["process"].choices = anything + process_choices(with_groups=True)
        self.fields["material"].choices = anything + material_choices()
        self.fields["tolerance"].choices = anything + precision_choices()
        self.fields["certificate"].choices = anything + certificate_choices()
        self.fields["within"].choices = [("", _("同じ市区町村"))] + [
            (km, gettext("%(km)skm まで") % {"km": km}) for km in WITHIN_KM
        ]
        self.fields["availability"].choices = anything + Factory.AVAILABILITIES[:1]

    def facets(self) -> Facets:
        """What was chosen; a field with an error counts as left open."""
        self.is_valid()
        said = self.cleaned_data
        process = said.get("process") or ""
        municipality = said.get("municipality")
        return Facets(
            process="" if process.startswith("G") else process,
            group=process if process.startswith("G") else "",
            material=said.get("material") or "",
            size_mm=said.get("size") or (),
            tolerance_mm=Decimal(said["tolerance"]) if said.get("tolerance") else None,
            quantity=said.get("quantity"),
            certificate=said.get("certificate") or "",
            in_house_only=bool(said.get("in_house")),
            municipality=municipality.code if municipality else "",
            within_km=said.get("within"),
            availability=said.get("availability") or "",
        )

    @property
    def chosen(self) -> int:
        """How many facets are set: the fold of the page stands open when there are some."""
        return sum(bool(self.data.get(name)) for name in self.fields)
