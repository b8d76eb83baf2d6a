"""The directory of factories and one profile, for everybody who is a member."""

import segno
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from factories.forms.facets import FacetForm
from factories.models import AddressBookEntry, Factory, FactoryPhoto
from factories.policies import factories as policy
from factories.policies import has_account, knows_contacts, may_enter_others
from factories.search.find import find, missed
from factories.search.map import plane_of
from factories.selectors import profile_parts, public_factories, taxonomy
from marketplace.accounts.pages import member_page, public_page
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
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
        "may_enter": may_enter_others(request.actor),
        "may_export": knows_contacts(request.actor),
    }
    return render(request, "factories/shops.html", context)


def process_names(factory: Factory) -> list[tuple[str, str]]:
    """(code, name) of what a factory does."""
    known = taxonomy()
    return [(code, known.process(code).name) for code in factory.processes if known.process(code)]


def _profile(factory: Factory) -> dict:
    """What a profile shows to everybody who may open it."""
    known = taxonomy()
    context = {
        "factory": factory,
        "capabilities": [
            (known.process(c.process), c)
            for c in factory.capabilities.select_related("machine").order_by("process", "pk")
            if known.process(c.process)
        ],
        "families": {m.code: m.name for m in known.materials if m.is_family},
        "machines": factory.machines.order_by("pk"),
        "certificates": factory.certificates.select_related("checked_by").order_by("process", "name"),
        "photos": factory.photos.all(),
        "today": jst_date(db_now()),
    }
    for part in profile_parts:
        context |= part(factory.organization)
    ratings = context.pop("ratings_by_process", ())
    context["ratings_by_process"] = [(known.process(r["process"]), r) for r in ratings if known.process(r["process"])]
    return context


@member_page("GET")
def shop(request: HttpRequest, public_id) -> HttpResponse:
    """What one factory can do, in its own words and in limits."""
    factory = get_visible_or_404(public_factories(), public_id)
    actor = request.actor
    context = {
        "section": "shops",
        "is_mine": factory.organization == actor.organization,
        "may": policy.allowed(actor, factory),
        "entry": AddressBookEntry.objects.filter(organization=actor.organization, factory=factory).first(),
        "has_account": has_account(factory),
        "card": request.build_absolute_uri(reverse("shop_card", args=[factory.public_id])),
        **_profile(factory),
    }
    return render(request, "factories/shop.html", context)


@public_page("GET")
def shop_card(request: HttpRequest, public_id) -> HttpResponse:
    """The profile on one A4 for whoever holds the link or the printed code: nothing in it is for members alone."""
    factory = get_visible_or_404(public_factories(), public_id)
    card = request.build_absolute_uri()
    context = {"card": card, "code": segno.make(card, error="m").svg_inline(scale=3, border=1), **_profile(factory)}
    response = render(request, "factories/card.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page("GET")
def shop_photo(request: HttpRequest, public_id) -> HttpResponse:
    """A picture that we encoded ourselves."""
    photo = get_visible_or_404(FactoryPhoto.objects.filter(factory__in=public_factories()), public_id)
    response = FileResponse(photo.file.open("rb"), content_type=photo.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=3600"
    return response
