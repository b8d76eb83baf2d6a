"""The address book of an organization."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.profile.forms import NoteForm
from factories.profile.pages.address_book import book_page
from factories.profile.selectors import public_factories
from factories.profile.services.address_book import book_add, book_remove
from factories.profile.views.profiles import show_profile
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.shortcuts import get_visible_or_404


def _page(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "profile/address_book.html", book_page(request.actor, refused))


@member_page("GET")
def book(request: HttpRequest) -> HttpResponse:
    """The address book: firms that we work with, how they are reached, and what we noted."""
    return _page(request)


@member_page("POST")
def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    factory = get_visible_or_404(public_factories(), public_id)
    return act(
        request,
        book_add,
        factory=factory,
        form=NoteForm(request.POST),
        to=reverse("factory", args=[public_id]),
        page=partial(show_profile, request, public_id),
        done=_("%(firm)s を名簿に入れました。") % {"firm": factory},
        is_edit=True,
    )


@member_page("POST")
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    factory = get_visible_or_404(public_factories(), public_id)
    done = _("%(firm)s を名簿から外しました。") % {"firm": factory}
    return act(request, book_remove, factory=factory, to=reverse("book"), page=partial(_page, request), done=done)
