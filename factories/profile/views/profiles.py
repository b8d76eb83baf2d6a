"""One factory's profile for members, and on a card that is handed round."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from factories.catalog.selectors import taxonomy
from factories.profile.models import AddressBookEntry, Factory, FactoryPhoto
from factories.profile.parts import ACTIONS, BODY, parts_of
from factories.profile.policies import factory_policy, has_account
from factories.profile.selectors import public_factories
from marketplace.accounts.gates import member_page, public_page
from marketplace.files.responses import send_file
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404


def _profile(factory: Factory, actor: Actor | None) -> dict:
    """What a profile shows to everybody who may open it."""
    known = taxonomy()
    return {
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
        "parts": parts_of(factory, actor, BODY),
    }


@member_page("GET")
def profile(request: HttpRequest, public_id) -> HttpResponse:
    """What one factory can do, in its own words and in limits."""
    factory = get_visible_or_404(public_factories(), public_id)
    actor = request.actor
    context = {
        "section": "factories",
        "is_mine": factory.organization == actor.organization,
        "may": factory_policy.allowed(actor, factory),
        "entry": AddressBookEntry.objects.filter(organization=actor.organization, factory=factory).first(),
        "has_account": has_account(factory),
        "card": request.build_absolute_uri(reverse("factory_card", args=[factory.public_id])),
        "actions": parts_of(factory, actor, ACTIONS),
        **_profile(factory, actor),
    }
    return render(request, "profile/profile.html", context)


@public_page("GET")
def factory_card(request: HttpRequest, public_id) -> HttpResponse:
    """The profile on one A4 for whoever holds the link or the printed code: nothing in it is for members alone."""
    factory = get_visible_or_404(public_factories(), public_id)
    card = request.build_absolute_uri()
    context = {
        "card": card,
        "code": segno.make(card, error="m").svg_inline(scale=3, border=1),
        **_profile(factory, None),
    }
    response = render(request, "profile/card.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page("GET")
def factory_photo(request: HttpRequest, public_id) -> HttpResponse:
    """A picture that we encoded ourselves."""
    photos = FactoryPhoto.objects.select_related("stored").filter(factory__in=public_factories())
    return send_file(get_visible_or_404(photos, public_id).stored, is_public=True)
