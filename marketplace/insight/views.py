"""The visitor's front page, and the officer's page of the municipality."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page, person_page, public_page
from marketplace.accounts.operators import is_operator
from marketplace.inquiries.knowledge import recent_works
from marketplace.insight.selectors.calibration import calibration_figures
from marketplace.insight.selectors.figures import municipality_figures, place_figures
from marketplace.intake.rates import FIRMS_AT_LEAST, QUOTATIONS_AT_LEAST
from marketplace.kernel.errors import NotFound


@public_page("GET")
def front(request: HttpRequest) -> HttpResponse:
    context = {"figures": place_figures(), "recent": recent_works()}
    return render(request, "insight/front.html", context)


@member_page("GET")
def municipality(request: HttpRequest) -> HttpResponse:
    """町のようす: the officer's own municipality, sums only."""
    organization = request.actor.organization
    if not organization.is_municipality:
        raise NotFound("municipality")
    found = municipality_figures(organization.municipality)
    chart = [
        (
            dateformat.format(m.first, "M"),
            0 if m.inquiries.is_hidden else m.inquiries.value,
            0 if m.awards.is_hidden else m.awards.value,
        )
        for m in found.months
    ]
    context = {"section": "municipality", "figures": found, "chart": chart}
    return render(request, "insight/municipality.html", context)


@person_page("GET")
def calibration(request: HttpRequest) -> HttpResponse:
    """For operators alone; to everybody else nothing is here."""
    if not is_operator(request.user):
        raise NotFound("calibration")
    context = {
        **admin.site.each_context(request),
        "title": _("値段の幅の当たりぐあい"),
        "figures": calibration_figures(),
        "quotations": QUOTATIONS_AT_LEAST,
        "firms": FIRMS_AT_LEAST,
    }
    return render(request, "insight/calibration.html", context)
