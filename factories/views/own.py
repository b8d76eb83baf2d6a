"""The directory of factories, one profile, and a factory's own page about itself."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.models import Factory
from factories.selectors import taxonomy
from factories.services import profile as services
from marketplace.accounts.pages import member_page
from marketplace.kernel.errors import NotFound


class StrengthsForm(forms.Form):
    strengths = forms.CharField(
        label=_("得意なこと"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CapabilityForm(forms.Form):
    """One process with its hard limits; empty means no limit."""

    process = forms.ChoiceField(label=pgettext_lazy("capability", "工程"))
    max_x_mm = forms.IntegerField(label=_("いちばん長い辺(mm)"), required=False, min_value=1, max_value=100_000)
    tolerance_mm = forms.DecimalField(label=_("精度(±mm)"), required=False, max_digits=6, decimal_places=3, min_value=0)
    lot_min = forms.IntegerField(label=_("最小の数"), required=False, min_value=1)
    lot_max = forms.IntegerField(label=_("最大の数"), required=False, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = taxonomy()
        self.fields["process"].choices = [
            (g.name, [(p.code, p.name) for p in known.in_group(g.code)]) for g in known.groups
        ]


def _own(request: HttpRequest) -> Factory:
    if not request.actor.organization.is_factory:
        raise NotFound("factory")
    return services.factory_of(organization=request.actor.organization)


@member_page("GET", "POST")
def my_shop(request: HttpRequest) -> HttpResponse:
    """The factory's own page: words, processes with limits."""
    factory = _own(request)
    form = CapabilityForm(request.POST if "process" in request.POST else None)
    words = StrengthsForm(
        request.POST if "strengths" in request.POST else None, initial={"strengths": factory.strengths}
    )
    if request.method == "POST":
        if "strengths" in request.POST and words.is_valid():
            services.strengths_set(actor=request.actor, factory=factory, **words.cleaned_data)
            messages.success(request, gettext("得意なことを保存しました。"))
            return redirect("my_shop")
        if "process" in request.POST and form.is_valid():
            limits = {k: v for k, v in form.cleaned_data.items() if k != "process"}
            limits["lot_min"] = limits["lot_min"] or 1
            services.capability_set(
                actor=request.actor, factory=factory, process=form.cleaned_data["process"], **limits
            )
            messages.success(request, gettext("工程を保存しました。"))
            return redirect("my_shop")
    context = {
        "section": "me",
        "factory": factory,
        "form": form,
        "words": words,
        "capabilities": [(taxonomy().process(c.process), c) for c in factory.capabilities.order_by("process")],
    }
    return render(request, "factories/my_shop.html", context, status=400 if form.errors or words.errors else 200)


@member_page("POST")
def capability_remove(request: HttpRequest) -> HttpResponse:
    services.capability_remove(actor=request.actor, factory=_own(request), process=request.POST.get("process", ""))
    return redirect("my_shop")


@member_page("POST")
def light(request: HttpRequest) -> HttpResponse:
    """One tap: how busy we are."""
    services.light_set(actor=request.actor, factory=_own(request), light=request.POST.get("light", ""))
    return redirect("home")
