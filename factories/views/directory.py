"""The directory of factories and one profile, for everybody who is a member."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from factories.forms import FacetForm
from factories.models import Factory
from factories.search.find import find, missed
from factories.search.map import plane_of
from factories.selectors import profile_parts, public_factories, taxonomy
from marketplace.accounts.pages import member_page
from marketplace.kernel.door import get_visible_or_404

PER_PAGE, MAX_WORDS, MISSES = 30, 300, 20


@member_page("GET")
def shops(request: HttpRequest) -> HttpResponse:
    """Find a factory: one box for whatever people write, and facets. Who misses a limit is folded away, with why not."""
    words = request.GET.get("q", "").strip()[:MAX_WORDS]
    form = FacetForm(request.GET)
    facets, near = form.facets(), request.actor.organization.municipality_id
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) else 1
    found = find(words, facets, near=near, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    page = Paginator(range(found.total), PER_PAGE).get_page(number)
    if page.number != number:  # a page beyond the last is the last
        found = find(words, facets, near=near, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE)
    others, misses = missed(found, MISSES)
    context = {
        "section": "shops",
        "page": page,
        "found": found,
        "factories": [(hit, process_names(hit.factory)) for hit in found.hits],
        "misses": misses,
        "others": others,
        "plane": plane_of(found),
        "form": form,
        "q": words,
    }
    return render(request, "factories/shops.html", context)


def process_names(factory: Factory) -> list[tuple[str, str]]:
    """(code, name) of what a factory does."""
    known = taxonomy()
    return [(code, known.process(code).name) for code in factory.processes if known.process(code)]


@member_page("GET")
def shop(request: HttpRequest, public_id) -> HttpResponse:
    """What one factory can do, in its own words and in limits."""
    factory = get_visible_or_404(public_factories(), public_id)
    context = {
        "section": "shops",
        "factory": factory,
        "capabilities": [(taxonomy().process(c.process), c) for c in factory.capabilities.order_by("process", "pk")],
        "machines": factory.machines.all(),
        "is_mine": factory.organization == request.actor.organization,
    }
    for part in profile_parts:
        context |= part(factory.organization)
    return render(request, "factories/shop.html", context)
