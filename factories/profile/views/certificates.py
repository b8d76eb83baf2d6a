"""Certificates: what the firm says of one, and the town hall that has seen the paper."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.profile.forms import CertificateForm
from factories.profile.models import Certificate
from factories.profile.pages.editing import certificate_page
from factories.profile.policies import editable
from factories.profile.selectors import public_factories
from factories.profile.services.profile import certificate_check, certificate_set
from factories.profile.views.editing import SAVED
from factories.profile.views.profiles import show_profile
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.shortcuts import get_visible_or_404


def _own_certificate(request: HttpRequest, public_id: UUID) -> Certificate:
    certificates = Certificate.objects.select_related("factory__organization")
    return get_visible_or_404(certificates.filter(factory__in=editable(request.actor)), public_id)


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "profile/certificate.html", certificate_page(_own_certificate(request, public_id), refused))


@member_page("GET", "POST")
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Number, issuer and expiry of one certificate."""
    if request.method != "POST":
        return _page(request, public_id)
    certificate = _own_certificate(request, public_id)
    return act(
        request,
        certificate_set,
        certificate=certificate,
        form=CertificateForm(request.POST, instance=certificate),
        to=reverse("factory_screen", args=[certificate.factory.public_id, 4]),
        page=partial(_page, request, public_id),
        done=SAVED,
        is_edit=True,
    )


@member_page("POST")
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The town hall has seen the paper."""
    certificates = Certificate.objects.select_related("factory__organization").filter(factory__in=public_factories())
    certificate = get_visible_or_404(certificates, public_id)
    factory = certificate.factory.public_id
    return act(
        request,
        certificate_check,
        certificate=certificate,
        to=reverse("factory", args=[factory]),
        page=partial(show_profile, request, factory),
        done=_("%(name)s を確かめた印を付けました。") % {"name": certificate.name},
    )
