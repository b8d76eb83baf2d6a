"""The five short screens on which a factory says what it can do, and what a proxy adds to them."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from factories.catalog.forms import SizeField, certificate_choices, family_choices, precision_choices
from factories.catalog.selectors import taxonomy
from factories.profile.models import Capability, Certificate, Factory, Machine
from marketplace.kernel.fields import day_input

LARGEST = 100_000_000


class LimitsForm(forms.Form):
    """The limits of one process; what is left open is no limit."""

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

    def __init__(self, *args, capability: Capability, **kwargs):
        c = capability
        sides = [n for n in (c.max_x_mm, c.max_y_mm, c.max_z_mm) if n]
        initial = {
            "size": "×".join(map(str, sides)),
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
        self.process, self.capability = taxonomy().process(c.process), c

    @property
    def shown(self):
        return [self[name] for name in self.FIRST]

    @property
    def folded(self):
        return [self[name] for name in self.fields if name not in self.FIRST]

    def limits(self) -> dict:
        said = self.cleaned_data
        sides = [*said["size"], None, None, None]
        return {
            **{
                name: said[name] for name in ("lot_min", "lot_max", "families", "max_mass_kg", "min_mm", "roughness_um")
            },
            **dict(zip(("max_x_mm", "max_y_mm", "max_z_mm"), sides, strict=False)),
            "tolerance_mm": Decimal(said["tolerance_mm"]) if said["tolerance_mm"] else None,
            "is_in_house": not said["by_partners"],
        }


class MachineForm(forms.Form):
    """One machine, or several of one model."""

    name = forms.CharField(label=_("機械の種類"), max_length=60, help_text=_("例: NC旋盤、ワイヤカット放電加工機"))
    maker = forms.CharField(label=_("メーカー"), required=False, max_length=60)
    model = forms.CharField(label=_("型式"), required=False, max_length=60)
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

    def __init__(self, *args, factory: Factory, machine: Machine | None = None, **kwargs):
        initial = {"count": 1}
        if machine:
            sides = [n for n in (machine.max_x_mm, machine.max_y_mm, machine.max_z_mm) if n]
            names = ("name", "maker", "model", "year", "count", "max_mass_kg", "runs_unattended")
            initial = {name: getattr(machine, name) for name in names}
            initial |= {"size": "×".join(map(str, sides)), "processes": [c.process for c in machine.capabilities.all()]}
        super().__init__(*args, initial=initial, auto_id=f"id_{machine.pk if machine else 'new'}_%s", **kwargs)
        known = taxonomy()
        own = [known.process(code) for code in factory.processes if known.process(code)]
        self.fields["processes"].choices = [(p.code, p.name) for p in own]

    def facts(self) -> dict:
        said = self.cleaned_data
        sides = [*said["size"], None, None, None]
        return {
            **{name: said[name] for name in ("name", "maker", "model", "year", "max_mass_kg", "runs_unattended")},
            **dict(zip(("max_x_mm", "max_y_mm", "max_z_mm"), sides, strict=False)),
            "count": said["count"] or 1,
            "processes": said["processes"],
        }


class WordsForm(forms.Form):
    """In the firm's own words, and what it holds."""

    strengths = forms.CharField(
        label=_("得意なこと"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例: 直径30mmまでの細い軸を、1本からその日に。"),
    )
    likes = forms.CharField(label=_("こんな仕事がうれしい"), required=False, max_length=300)
    refuses = forms.CharField(label=_("お断りしている仕事"), required=False, max_length=300)
    certificates = forms.MultipleChoiceField(
        label=_("持っている資格・できること"), required=False, widget=forms.CheckboxSelectMultiple
    )
    visit = forms.CharField(
        label=_("見学・来社について"), required=False, max_length=200, help_text=_("例: 平日10時から、電話のうえ")
    )
    languages = forms.CharField(
        label=_("話せる言葉"), required=False, max_length=100, help_text=_("例: 日本語、かんたんな英語")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["certificates"].choices = certificate_choices()


class ContactForm(forms.Form):
    """How the firm is reached and how busy it is; two figures for itself alone."""

    channel = forms.ChoiceField(
        label=_("見積のお願いは、どれで受け取りますか"), choices=Factory.CHANNELS, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    line_name = forms.CharField(label=_("LINEの名前"), required=False, max_length=60)
    availability = forms.ChoiceField(
        label=_("いまの手のあき"), choices=Factory.AVAILABILITIES, widget=forms.RadioSelect
    )
    paused_until = forms.DateField(label=_("この日まで休む(お願いが届きません)"), required=False, widget=day_input())
    hourly_yen = forms.IntegerField(
        label=_("1時間の目安(円)"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_("ほかの会社には見せません。"),
    )
    free_hours = forms.IntegerField(
        label=_("今週のあき時間"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("ほかの会社には見せません。"),
    )


class CertificateForm(forms.ModelForm):
    class Meta:
        model = Certificate
        fields = ["number", "issuer", "expires_on"]
        labels = {"number": _("番号"), "issuer": _("発行したところ"), "expires_on": _("期限")}
        widgets = {"expires_on": day_input()}
