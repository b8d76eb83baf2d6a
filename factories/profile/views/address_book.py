"""The address book of an organization."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.profile.models import AddressBookEntry
from factories.profile.policies import knows_contacts
from factories.profile.selectors import public_factories
from factories.profile.services import address_book as services
from marketplace.accounts.gates import member_page
from marketplace.kernel.door import get_visible_or_404


@member_page("GET")
def book(request: HttpRequest) -> HttpResponse:
    """The address book: firms that we work with, how they are reached, and what we noted."""
    entries = (
        AddressBookEntry.objects.filter(organization=request.actor.organization, factory__in=public_factories())
        .select_related("factory__organization__municipality")
        .order_by("factory__organization__kana", "pk")
    )
    known = taxonomy()
    rows = [(e, [known.process(c).name for c in e.factory.processes if known.process(c)]) for e in entries]
    return render(
        request,
        "profile/address_book.html",
        {"section": "factories", "rows": rows, "shows_contact": knows_contacts(request.actor)},
    )


@member_page("POST")
def book_add(request: HttpRequest, public_id) -> HttpResponse:
    factory = get_visible_or_404(public_factories(), public_id)
    services.book_add(actor=request.actor, factory=factory, note=request.POST.get("note", ""))
    messages.success(request, _("%(firm)s を名簿に入れました。") % {"firm": factory})
    return redirect("factory", factory.public_id)


@member_page("POST")
def book_remove(request: HttpRequest, public_id) -> HttpResponse:
    factory = get_visible_or_404(public_factories(), public_id)
    services.book_remove(actor=request.actor, factory=factory)
    messages.success(request, _("%(firm)s を名簿から外しました。") % {"firm": factory})
    return redirect("book")
