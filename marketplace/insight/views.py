"""The visitor's front page, and the officer's page of the town."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat

from marketplace.accounts.pages import member_page, public_page
from marketplace.insight import selectors
from marketplace.kernel.errors import NotFound
from marketplace.selectors.known import recent_works


@public_page("GET")
def front(request: HttpRequest) -> HttpResponse:
    context = {"figures": selectors.place_figures(), "recent": recent_works()}
    return render(request, "front.html", context)


@member_page("GET")
def town(request: HttpRequest) -> HttpResponse:
    """町のようす: the officer's own town, sums only."""
    organization = request.actor.organization
    if not organization.is_municipality:
        raise NotFound("town")
    found = selectors.town_of(organization.municipality)
    chart = [
        (
            dateformat.format(m.first, "M"),
            0 if m.inquiries.is_hidden else m.inquiries.value,
            0 if m.awards.is_hidden else m.awards.value,
        )
        for m in found.months
    ]
    context = {"section": "town", "town": found, "chart": chart}
    return render(request, "insight/town.html", context)
