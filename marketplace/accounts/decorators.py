"""The gate of every page: who may open it, and for whom they act there."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from marketplace.accounts.acting import actor_of
from marketplace.kernel.actors import person
from marketplace.kernel.idempotency import answer_again


def _methods_of(methods: tuple[str, ...]) -> set[str]:
    return {*methods, "HEAD"} if "GET" in methods else set(methods)


def public_page(*methods: str) -> Callable:
    """A page for everybody. `request.actor` is the actor of a signed-in person, else None."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gated(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in _methods_of(methods):
                return HttpResponseNotAllowed(sorted(_methods_of(methods)))
            request.actor = (
                actor_of(request) if request.method in {"GET", "HEAD"} or request.user.is_authenticated else None
            )
            return view(request, *args, **kwargs)

        gated.gate = "public"
        return gated

    return decorate


def person_page(*methods: str) -> Callable:
    """A page for a signed-in person, with or without an organization (joining, own settings); what they send, they send
    for themself."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gated(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in _methods_of(methods):
                return HttpResponseNotAllowed(sorted(_methods_of(methods)))
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.actor = actor_of(request) if request.method in {"GET", "HEAD"} else person(request.user)
            return view(request, *args, **kwargs)

        gated.gate = "person"
        return gated

    return decorate


def member_page(*methods: str) -> Callable:
    """A page for a person acting for an organization who has accepted the terms in force."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gated(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in _methods_of(methods):
                return HttpResponseNotAllowed(sorted(_methods_of(methods)))
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_accepted_terms or not request.memberships:
                return redirect("join")
            request.actor = actor_of(request)
            return (request.method == "POST" and answer_again(request)) or view(request, *args, **kwargs)

        gated.gate = "member"
        return gated

    return decorate
