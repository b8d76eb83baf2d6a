"""Certificates: what the firm says of one, and the town hall that has seen the paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from factories.profile.forms import CertificateForm
from factories.profile.models import Certificate
from factories.profile.policies import editable
from factories.profile.selectors import public_factories
from factories.profile.services import profile
from marketplace.accounts.gates import member_page
from marketplace.kernel.door import get_visible_or_404


@member_page("GET", "POST")
def certificate_edit(request: HttpRequest, public_id) -> HttpResponse:
    """Number, issuer and expiry of one certificate."""
    certificate = get_visible_or_404(
        Certificate.objects.select_related("factory__organization").filter(factory__in=editable(request.actor)),
        public_id,
    )
    form = CertificateForm(request.POST or None, instance=certificate)
    if request.method == "POST" and form.is_valid():
        profile.certificate_set(actor=request.actor, certificate=certificate, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("factory_step", certificate.factory.public_id, 4)
    context = {"section": "factories", "form": form, "certificate": certificate, "factory": certificate.factory}
    return render(request, "profile/certificate.html", context, status=400 if form.errors else 200)


@member_page("POST")
def certificate_check(request: HttpRequest, public_id) -> HttpResponse:
    """The town hall has seen the paper."""
    certificate = get_visible_or_404(
        Certificate.objects.select_related("factory__organization").filter(factory__in=public_factories()), public_id
    )
    profile.certificate_check(actor=request.actor, certificate=certificate)
    messages.success(request, _("%(name)s を確かめた印を付けました。") % {"name": certificate.name})
    return redirect("factory", certificate.factory.public_id)
