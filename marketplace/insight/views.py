"""The visitor's front page, the officer's page of the municipality, the operators' page of the bands."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page, person_page, public_page
from marketplace.accounts.operators import is_operator
from marketplace.insight.pages import calibration_page, front_page, municipality_page
from marketplace.kernel.actions import show
from marketplace.kernel.errors import NotFound


@public_page("GET")
def front(request: HttpRequest) -> HttpResponse:
    """What this is, for who has never been here."""
    return show(request, "insight/front.html", front_page())


@member_page("GET")
def municipality(request: HttpRequest) -> HttpResponse:
    """町のようす: the officer's own municipality, sums only."""
    organization = request.actor.organization
    if not organization.is_municipality:
        raise NotFound("municipality")
    return show(request, "insight/municipality.html", municipality_page(organization.municipality))


@person_page("GET")
def calibration(request: HttpRequest) -> HttpResponse:
    """For operators alone, in the frame of the admin; to everybody else nothing is here."""
    if not is_operator(request.user):
        raise NotFound("calibration")
    frame = {**admin.site.each_context(request), "title": _("値段の幅の当たりぐあい")}
    return render(request, "insight/calibration.html", {**frame, "page": calibration_page()})
