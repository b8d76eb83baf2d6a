"""The operators' page about the rota. It only asks and shows; `services.duties` does."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.forms import MunicipalityField
from marketplace.accounts.models import Organization
from marketplace.accounts.operators import operator
from marketplace.inquiries.models import DutyHub
from marketplace.inquiries.services.duties import duty_remove, duty_set


class DutyForm(forms.ModelForm):
    municipality = MunicipalityField(label=_("市区町村"), max_length=60, help_text=_("例: 大田区"))
    hub = forms.ModelChoiceField(label=_("まとめ役"), queryset=Organization.objects.filter(is_hub=True, is_active=True))

    class Meta:
        model = DutyHub
        fields = ("municipality", "hub", "rank")


@admin.register(DutyHub)
class DutyHubAdmin(admin.ModelAdmin):
    """A place on the rota is given and taken, never changed."""

    form = DutyForm
    list_display = ("municipality", "rank", "hub")
    list_select_related = ("municipality", "hub")
    search_fields = ("municipality__name", "hub__name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        obj.pk = duty_set(actor=operator(request.user), **form.cleaned_data).pk

    def delete_model(self, request: HttpRequest, obj: DutyHub) -> None:
        duty_remove(actor=operator(request.user), duty=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[DutyHub]) -> None:
        for duty in queryset:
            duty_remove(actor=operator(request.user), duty=duty)
