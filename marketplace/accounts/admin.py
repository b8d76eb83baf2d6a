"""The operators' pages about firms: what they are, and those that are held. They only ask and show; services do."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.holding import organization_pass, organization_refuse
from marketplace.accounts.kinds import organization_kinds_set
from marketplace.accounts.models import HeldOrganization, Organization
from marketplace.accounts.operators import operator
from marketplace.kernel.fields import LineField


class ReasonForm(forms.ModelForm):
    """Nothing is decided without a reason."""

    why = LineField(label=_("理由"), max_length=300, widget=forms.TextInput(attrs={"size": 60}))


class KindsForm(ReasonForm):
    class Meta:
        model = Organization
        fields = ("is_hub", "is_municipality")


class ReadMostly(admin.ModelAdmin):
    """Rows come into being and go elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(ReadMostly):
    form = KindsForm
    list_display = ("name", "municipality", "is_hub", "is_municipality", "is_active")
    list_filter = ("is_hub", "is_municipality", "is_active")
    list_select_related = ("municipality",)
    search_fields = ("name", "kana", "municipality__name")
    shown = ("name", "municipality", "address", "phone", "is_active", "created_at")
    readonly_fields = shown
    fields = (*shown, "is_hub", "is_municipality", "why")

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        organization_kinds_set(actor=operator(request.user), organization=obj, **form.cleaned_data)


class HeldForm(ReasonForm):
    PASS, REFUSE = "pass", "refuse"
    decision = forms.ChoiceField(
        label=_("決めること"), choices=[(PASS, _("通す")), (REFUSE, _("断る"))], widget=forms.RadioSelect
    )

    class Meta:
        model = HeldOrganization
        fields = ()


@admin.register(HeldOrganization)
class HeldAdmin(ReadMostly):
    """Firms whose name is another's; the reason is told to the person who is refused."""

    form = HeldForm
    list_display = ("name", "held_for", "municipality", "people", "created_at")
    list_select_related = ("municipality",)
    shown = ("name", "held_for", "municipality", "address", "phone", "people", "created_at")
    readonly_fields = shown
    fields = (*shown, "decision", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("memberships__user")

    @admin.display(description=_("申し込んだ人"))
    def people(self, firm: HeldOrganization) -> str:
        return " ・ ".join(f"{m.user.name} {m.user.email}" for m in firm.memberships.all())

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        said = form.cleaned_data
        decide = organization_pass if said["decision"] == HeldForm.PASS else organization_refuse
        decide(actor=operator(request.user), organization=obj, why=said["why"])
