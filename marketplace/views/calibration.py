"""The operator's page: how often the final price was inside the band that had been shown."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.accounts.operators import is_operator
from marketplace.accounts.pages import person_page
from marketplace.intake.rates import FIRMS_AT_LEAST, QUOTES_AT_LEAST
from marketplace.kernel.errors import NotFound
from marketplace.selectors.calibration import calibration as figures


@person_page("GET")
def calibration(request: HttpRequest) -> HttpResponse:
    """For operators alone; to everybody else nothing is here."""
    if not is_operator(request.user):
        raise NotFound("calibration")
    context = {
        **admin.site.each_context(request),
        "title": _("値段の幅の当たりぐあい"),
        "figures": figures(),
        "quotes": QUOTES_AT_LEAST,
        "firms": FIRMS_AT_LEAST,
    }
    return render(request, "marketplace/calibration.html", context)
