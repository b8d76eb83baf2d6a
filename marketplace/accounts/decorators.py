"""The gate of every page: who may open it, and for whom they act there."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from marketplace.accounts.acting import actor_of
from marketplace.accounts.second_step import is_missing
from marketplace.kernel.actors import person
from marketplace.kernel.idempotency import answer_again

#: Sets `request.actor`, or gives the answer for whom the page is not.
Admit = Callable[[HttpRequest], HttpResponse | None]


def _gate(name: str, methods: tuple[str, ...], admit: Admit) -> Callable:
    """Before the view: the method, the person, and whether this very press has been answered."""
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gated(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            if (refused := admit(request)) is not None:
                return refused
            again = answer_again(request) if request.method == "POST" else None
            return view(request, *args, **kwargs) if again is None else again

        gated.gate = name
        return gated

    return decorate


def _reads(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"}


def public_page(*methods: str) -> Callable:
    """A page for everybody. `request.actor` is the actor of a signed-in person, None for a visitor and for whoever would
    not be let through to the pages of members: they see what visitors see."""

    def admit(request: HttpRequest) -> None:
        request.actor = actor_of(request) if _has_come_in(request) else None

    return _gate("public", methods, admit)


def _has_come_in(request: HttpRequest) -> bool:
    person = request.user
    return person.is_authenticated and person.has_accepted_terms and not is_missing(person, request.memberships)


def person_page(*methods: str) -> Callable:
    """A page for a signed-in person, with or without an organization (joining, own settings); what they send, they send
    for themself."""

    def admit(request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.actor = actor_of(request) if _reads(request) else person(request.user)
        return None

    return _gate("person", methods, admit)


def member_page(*methods: str) -> Callable:
    """A page for a person acting for an organization who has accepted the terms in force."""

    def admit(request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if is_missing(request.user, request.memberships):
            return redirect("mfa_index")
        if not request.user.has_accepted_terms or not request.memberships:
            return redirect("join")
        request.actor = actor_of(request)
        return None

    return _gate("member", methods, admit)
