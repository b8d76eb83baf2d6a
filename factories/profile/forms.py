"""The five short screens on which a factory says what it can do, and what a proxy adds to them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from factories.catalog.forms import (
    SizeField,
    certificate_choices,
    family_choices,
    precision_choices,
    process_choices,
)
from factories.catalog.selectors import process_names
from factories.catalog.wording import PROCESS_UNKNOWN
from factories.profile.models import Capability, Certificate, Factory, Machine
from factories.profile.policies import factory_policy
from factories.profile.services.capabilities import checked_limits
from factories.profile.services.profile import PRIVATE, WORDS
from marketplace.files.fields import ManyFilesField, ManyFilesInput
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid
from marketplace.kernel.fields import DayField, LineField, day_input

LARGEST = 100_000_000
#: The largest side first.
SIDES = ("max_x_mm", "max_y_mm", "max_z_mm")


def _size(thing: Capability | Machine) -> str:
    return "×".join(str(side) for name in SIDES if (side := getattr(thing, name)))


def _sides(size: tuple[int, ...]) -> dict[str, int | None]:
    return dict(zip(SIDES, [*size, None, None, None], strict=False))


_NOT_SHOWN = _("ほかの会社には見せません。")


class ScreenForm(forms.Form):
    """What one of the screens takes. `actor` writes for `factory`; the form begins with what is there already."""

    def __init__(self, *args, actor: Actor, factory: Factory, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.factory = actor, factory
        self.begin()

    def begin(self) -> None:
        """Fill in what depends on the factory."""


class ProcessesForm(ScreenForm):
    processes = forms.MultipleChoiceField(
        label=_("できる工程"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("工程を1つ以上選んでください。"),
            "invalid_choice": PROCESS_UNKNOWN,
        },
    )

    def begin(self) -> None:
        self.fields["processes"].choices = process_choices()
        self.initial["processes"] = self.factory.processes


class ProcessLimitsForm(forms.Form):
    """The limits of one process: the part of `LimitsForm` that repeats."""

    size = SizeField(
        label=_("いちばん大きい大きさ(mm)"),
        required=False,
        max_length=40,
        help_text=_("例: 300×200×50。1つの数でもよい"),
    )
    tolerance_mm = forms.ChoiceField(label=_("ふだん出せる精度"), required=False)
    lot_min = forms.IntegerField(label=_("いくつから"), required=False, min_value=1, max_value=LARGEST)
    lot_max = forms.IntegerField(label=_("いくつまで"), required=False, min_value=1, max_value=LARGEST)
    families = forms.MultipleChoiceField(
        label=_("扱う材料(選ばなければ、なんでも)"), required=False, widget=forms.CheckboxSelectMultiple
    )
    max_mass_kg = forms.DecimalField(
        label=_("重さ(kg まで)"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    min_mm = forms.IntegerField(
        label=_("小さすぎて困る大きさ(mm から)"), required=False, min_value=1, max_value=100_000
    )
    roughness_um = forms.DecimalField(
        label=_("面の粗さ(Ra µm まで)"), required=False, min_value=0, max_digits=5, decimal_places=2
    )
    by_partners = forms.BooleanField(label=_("自社ではなく、協力先にたのんでいる"), required=False)

    #: Shown at once; the others are folded away.
    FIRST = ("size", "tolerance_mm", "lot_min", "lot_max")

    #: Where what contradicts itself is put right.
    TO_CORRECT = {"capability.lot": "lot_max", "capability.size": "min_mm"}

    def __init__(self, *args, capability: Capability, **kwargs) -> None:
        c = capability
        initial = {
            "size": _size(c),
            "tolerance_mm": f"{c.tolerance_mm.normalize():f}" if c.tolerance_mm is not None else "",
            "lot_min": c.lot_min,
            "lot_max": c.lot_max,
            "families": c.families,
            "max_mass_kg": c.max_mass_kg,
            "min_mm": c.min_mm,
            "roughness_um": c.roughness_um,
            "by_partners": not c.is_in_house,
        }
        super().__init__(*args, initial=initial, prefix=f"c{c.pk}", **kwargs)
        precisions = precision_choices()
        if initial["tolerance_mm"] and initial["tolerance_mm"] not in dict(precisions):
            precisions.append((initial["tolerance_mm"], f"±{initial['tolerance_mm']}mm"))
        self.fields["tolerance_mm"].choices = [("", _("決めていない")), *precisions]
        self.fields["families"].choices = family_choices()
        self.process = c.process

    @property
    def process_name(self) -> str:
        return next((name for _code, name in process_names([self.process])), "")

    @staticmethod
    def limits(said: dict[str, Any]) -> dict[str, Any]:
        """What was entered, as a capability has it."""
        same = ("lot_min", "lot_max", "families", "max_mass_kg", "min_mm", "roughness_um")
        return {
            **{name: said[name] for name in same},
            **_sides(said["size"]),
            "tolerance_mm": Decimal(said["tolerance_mm"]) if said["tolerance_mm"] else None,
            "is_in_house": not said["by_partners"],
        }


class LimitsForm(ScreenForm):
    """The limits of every process of the firm; cleaned to `limits` by process."""

    def begin(self) -> None:
        of_the_firm = self.factory.capabilities.filter(machine=None).order_by("process")
        self.parts = tuple(ProcessLimitsForm(capability=capability) for capability in of_the_firm)
        for part in self.parts:
            for name, field in part.fields.items():
                self.fields[part.add_prefix(name)] = field
                self.initial[part.add_prefix(name)] = part.initial[name]

    def clean(self) -> dict[str, Any]:
        super().clean()
        said, limits = self.cleaned_data, {}
        for part in self.parts:
            own = {name: part.add_prefix(name) for name in part.fields}
            if any(key in self.errors for key in own.values()):
                continue
            limits[part.process] = part.limits({name: said[key] for name, key in own.items()})
            try:
                checked_limits(limits[part.process])
            except Invalid as error:
                self.add_error(own[part.TO_CORRECT[error.code]], error.message)
        return {"limits": limits}


class MachineForm(ScreenForm):
    """One machine, or several of one model."""

    name = LineField(label=_("機械の種類"), max_length=60, help_text=_("例: NC旋盤、ワイヤカット放電加工機"))
    maker = LineField(label=_("メーカー"), required=False, max_length=60)
    model = LineField(label=_("型式"), required=False, max_length=60)
    year = forms.IntegerField(label=_("年式(西暦)"), required=False, min_value=1900, max_value=2100)
    count = forms.IntegerField(label=_("台数"), required=False, min_value=1, max_value=500)
    size = SizeField(
        label=_("のる大きさ(mm)"), required=False, max_length=40, help_text=_("例: 300×200×50。1つの数でもよい")
    )
    max_mass_kg = forms.DecimalField(
        label=_("重さ(kg まで)"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    processes = forms.MultipleChoiceField(
        label=_("この機械でする工程"), required=False, widget=forms.CheckboxSelectMultiple
    )
    runs_unattended = forms.BooleanField(label=_("夜間も無人で動かす"), required=False)

    def __init__(self, *args, machine: Machine | None = None, **kwargs) -> None:
        self.machine = machine
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        self.fields["processes"].choices = process_names(self.factory.processes)
        machine = self.machine
        if machine is None:
            self.initial["count"] = 1
            return
        names = ("name", "maker", "model", "year", "count", "max_mass_kg", "runs_unattended")
        self.initial |= {name: getattr(machine, name) for name in names}
        self.initial |= {"size": _size(machine), "processes": [c.process for c in machine.capabilities.all()]}

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        sides = _sides(said.pop("size", ()))
        return {**said, **sides, "count": said.get("count") or 1}


class WordsForm(ScreenForm):
    """In the firm's own words, and what it holds."""

    strengths = forms.CharField(
        label=_("得意なこと"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例: 直径30mmまでの細い軸を、1本からその日に。"),
    )
    likes = LineField(label=_("こんな仕事がうれしい"), required=False, max_length=300)
    refuses = LineField(label=_("お断りしている仕事"), required=False, max_length=300)
    certificates = forms.MultipleChoiceField(
        label=_("持っている資格・できること"), required=False, widget=forms.CheckboxSelectMultiple
    )
    visit = LineField(
        label=_("見学・来社について"), required=False, max_length=200, help_text=_("例: 平日10時から、電話のうえ")
    )
    languages = LineField(
        label=_("話せる言葉"), required=False, max_length=100, help_text=_("例: 日本語、かんたんな英語")
    )

    def begin(self) -> None:
        self.fields["certificates"].choices = certificate_choices()
        held = list(self.factory.certificates.filter(process="").values_list("name", flat=True))
        self.initial |= {name: getattr(self.factory, name) for name in WORDS} | {"certificates": held}


class ContactForm(ScreenForm):
    """How the firm is reached and how busy it is; two figures for itself alone."""

    channel = forms.ChoiceField(
        label=_("見積のお願いは、どれで受け取りますか"), choices=Factory.CHANNELS, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    line_name = LineField(label=_("LINEの名前"), required=False, max_length=60)
    availability = forms.ChoiceField(
        label=_("いまの手のあき"), choices=Factory.AVAILABILITIES, widget=forms.RadioSelect
    )
    paused_until = DayField(label=_("この日まで休む(お願いが届きません)"), required=False)
    hourly_yen = forms.IntegerField(
        label=_("1時間の目安(円)"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_NOT_SHOWN,
    )
    free_hours = forms.IntegerField(
        label=_("今週のあき時間"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_NOT_SHOWN,
    )

    def begin(self) -> None:
        if not factory_policy.may(self.actor, "see_private", self.factory):
            for name in PRIVATE:
                del self.fields[name]
        self.initial |= {name: getattr(self.factory, name) for name in self.fields}


class AvailabilityForm(forms.Form):
    availability = forms.ChoiceField(label=_("いまの手のあき"), choices=Factory.AVAILABILITIES)


class PhotosForm(forms.Form):
    photos = ManyFilesField(label=_("写真を選ぶ・撮る"), widget=ManyFilesInput(attrs={"accept": "image/*"}))
    caption = LineField(label=_("ひとこと"), required=False, max_length=80)

    def clean_photos(self) -> list[UploadedFile]:
        if not self.cleaned_data["photos"]:
            raise forms.ValidationError(gettext("写真を選んでください。"))
        return self.cleaned_data["photos"]


class NoteForm(forms.Form):
    note = LineField(label=_("メモ(自社だけに見えます)"), required=False, max_length=300)


class CertificateForm(forms.ModelForm):
    class Meta:
        model = Certificate
        fields = ["number", "issuer", "expires_on"]
        labels = {"number": _("番号"), "issuer": _("発行したところ"), "expires_on": _("期限")}
        field_classes = {"number": LineField, "issuer": LineField, "expires_on": DayField}
        widgets = {"expires_on": day_input()}
