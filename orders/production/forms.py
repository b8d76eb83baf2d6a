"""What is entered on the page of a ring."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.profile.models import Factory
from marketplace.kernel.fields import FullWidthIntegerField, day_input, number_input


class FactoryField(forms.ModelChoiceField):
    def label_from_instance(self, factory: Factory) -> str:
        firm = factory.organization
        return gettext("%(name)s(%(more)s)") % {"name": firm.name, "more": firm.municipality.name}


class ReplaceForm(forms.Form):
    """`factories`: those that could take the work over."""

    factory = FactoryField(Factory.objects.none(), label=pgettext_lazy("one", "町工場"), to_field_name="public_id")
    amount_yen = FullWidthIntegerField(label=_("金額(税抜)"), min_value=1, widget=number_input())
    deliver_on = forms.DateField(label=_("納期"), widget=day_input())

    def __init__(self, *args, factories: QuerySet[Factory], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["factory"].queryset = factories


class ReportForm(forms.Form):
    good = FullWidthIntegerField(label=_("できた数"), min_value=0, max_value=10_000_000, widget=number_input())
    scrap = FullWidthIntegerField(
        label=_("だめだった数"), min_value=0, max_value=10_000_000, required=False, widget=number_input()
    )


class CountForm(forms.Form):
    count = FullWidthIntegerField(label=_("数"), min_value=0, max_value=10_000_000, widget=number_input())


class InspectForm(forms.Form):
    rejected = FullWidthIntegerField(label=_("だめだった数"), min_value=0, required=False, widget=number_input())
    description = forms.CharField(label=_("どこがどうだめか"), required=False, max_length=500)
