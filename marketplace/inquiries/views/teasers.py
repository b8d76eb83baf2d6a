"""The public part of open inquiries."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.gates import public_page
from marketplace.inquiries.policies import teasers, visible_attachments, visible_inquiries
from marketplace.kernel.door import get_visible_or_404

PER_PAGE = 30


@public_page("GET")
def wanted(request: HttpRequest) -> HttpResponse:
    """Open inquiries that the reader may know of, by their public part."""
    found = teasers(request.actor).order_by("-posted_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "inquiries/wanted.html", {"section": "cases", "page": page})


@public_page("GET")
def teaser(request: HttpRequest, public_id) -> HttpResponse:
    """The public part of one inquiry."""
    found = get_visible_or_404(teasers(request.actor), public_id)
    context = {
        "section": "cases",
        "inquiry": found,
        "attachments": visible_attachments(None).filter(inquiry=found),
        "sees_all": visible_inquiries(request.actor).filter(pk=found.pk).exists(),
    }
    return render(request, "inquiries/teaser.html", context)
