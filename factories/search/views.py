"""The directory of factories, for everybody who is a member."""

from django.http import HttpRequest, HttpResponse

from factories.search.pages import directory_page
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import show


@member_page("GET")
def directory(request: HttpRequest) -> HttpResponse:
    """Find a factory: one box for whatever people write, and facets. Who misses a limit is folded away, with why not."""
    return show(request, "search/directory.html", directory_page(request.actor, request.GET))
