"""The directory of factories and one profile, for everybody who is a member."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from factories.catalog.selectors import process_names
from factories.consent.policies import may_enter_others
from factories.profile.policies import knows_contacts
from factories.search.find import find, missed
from factories.search.forms import WORDS_AT_MOST, FacetForm
from factories.search.map import plane_of
from marketplace.accounts.gates import member_page

PER_PAGE, MISSES = 30, 20


@member_page("GET")
def directory(request: HttpRequest) -> HttpResponse:
    """Find a factory: one box for whatever people write, and facets. Who misses a limit is folded away, with why not."""
    words = request.GET.get("q", "").strip()[:WORDS_AT_MOST]
    form = FacetForm(request.GET)
    facets, near = form.facets(), request.actor.organization.municipality_id
    page_wanted = request.GET.get("page", "")
    number = (
        int(page_wanted)
        if page_wanted.isascii() and page_wanted.isdigit() and len(page_wanted) < 6 and int(page_wanted)
        else 1
    )
    found = find(words, facets, near=near, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    page = Paginator(range(found.total), PER_PAGE).get_page(number)
    if page.number != number:  # a page beyond the last is the last
        found = find(words, facets, near=near, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE)
    others, misses = missed(found, MISSES)
    context = {
        "section": "factories",
        "page": page,
        "found": found,
        "factories": [(hit, process_names(hit.factory.processes)) for hit in found.hits],
        "misses": misses,
        "others": others,
        "plane": plane_of(found),
        "form": form,
        "q": words,
        "may_enter": may_enter_others(request.actor),
        "may_export": knows_contacts(request.actor),
    }
    return render(request, "search/directory.html", context)
