"""What is filled in already of a profile, and one tap for how busy the factory is."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from factories.profile.forms import AvailabilityForm
from factories.profile.models import Factory
from factories.profile.pages.editing import edit_page
from factories.profile.policies import editable
from factories.profile.services.profile import availability_set, factory_of
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404

#: Said after each screen that was kept.
SAVED = gettext_lazy("保存しました。")


def edited(request: HttpRequest, public_id: UUID) -> Factory:
    """The factory that the actor writes for."""
    return get_visible_or_404(editable(request.actor), public_id)


def show_edit_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "profile/edit.html", edit_page(request.actor, edited(request, public_id), refused))


def _own_factory(request: HttpRequest) -> Factory:
    if not request.actor.organization.is_factory:
        raise NotFound("factory")
    return factory_of(organization=request.actor.organization)


@member_page("GET")
def own(request: HttpRequest) -> HttpResponse:
    """The factory's own page about itself."""
    return redirect("factory_edit", _own_factory(request).public_id)


@member_page("GET")
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is filled in already, and the way to each screen."""
    return show_edit_page(request, public_id)


def _set_availability(request: HttpRequest, factory: Factory, to: str) -> HttpResponse:
    return act(
        request,
        availability_set,
        factory=factory,
        paused_until=factory.paused_until,
        form=AvailabilityForm(request.POST),
        to=to,
        page=partial(show_edit_page, request, factory.public_id),
        is_edit=True,
    )


@member_page("POST")
def own_availability(request: HttpRequest) -> HttpResponse:
    """One tap: how busy we are."""
    return _set_availability(request, _own_factory(request), reverse("home"))


@member_page("POST")
def availability(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One tap for who writes for a factory: how busy it is."""
    return _set_availability(request, edited(request, public_id), reverse("factory_edit", args=[public_id]))
