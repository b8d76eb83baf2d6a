"""The public part of open inquiries."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from marketplace.accounts.decorators import public_page
from marketplace.inquiries.pages import WantedPage, teaser_page
from marketplace.inquiries.policies import teasers
from marketplace.kernel.actions import show
from marketplace.kernel.shortcuts import get_visible_or_404

PER_PAGE = 30


@public_page("GET")
def wanted(request: HttpRequest) -> HttpResponse:
    """Open inquiries that the reader may know of, by their public part."""
    found = teasers(request.actor).order_by("-posted_at", "-pk")
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "inquiries/wanted.html", WantedPage(rows))


@public_page("GET")
def teaser(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The public part of one inquiry."""
    found = get_visible_or_404(teasers(request.actor), public_id)
    return show(request, "inquiries/teaser.html", teaser_page(request.actor, found))
