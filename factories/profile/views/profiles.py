"""One factory's profile for members, and on a card that is handed round."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from factories.profile.models import FactoryPhoto
from factories.profile.pages.profiles import card_page, profile_page
from factories.profile.policies import visible_factories
from factories.profile.selectors import public_factories
from marketplace.accounts.decorators import member_page, public_page
from marketplace.files.responses import send_file
from marketplace.kernel.actions import NOT_REFUSED, Refusal, show
from marketplace.kernel.shortcuts import get_visible_or_404


def show_profile(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    factory = get_visible_or_404(visible_factories(request.actor), public_id)
    return show(request, "profile/profile.html", profile_page(request.actor, factory, refused))


@member_page("GET")
def profile(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one factory can do, in its own words and in limits."""
    return show_profile(request, public_id)


@public_page("GET")
def card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The profile on one A4 for whoever holds the link or the printed code: nothing in it is for members alone."""
    factory = get_visible_or_404(public_factories(), public_id)
    response = show(request, "profile/card.html", card_page(factory, request.build_absolute_uri()))
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page("GET")
def photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A picture that we encoded ourselves."""
    photos = FactoryPhoto.objects.select_related("stored").filter(factory__in=visible_factories(request.actor))
    return send_file(get_visible_or_404(photos, public_id).stored, is_public=True)
