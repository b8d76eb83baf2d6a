"""Every request knows its actor, lazily: a page that does not ask pays nothing. It speaks the person's language, and what a
signed-in person saw stays in no store."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from marketplace.accounts import acting


class ActingMiddleware:
    """Puts `request.memberships` (the person's live memberships) on the request; `views` ask `acting.actor_of`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.memberships = SimpleLazyObject(lambda: acting.memberships_of(request.user))
        return self.get_response(request)


class PersonsLanguageMiddleware:
    """On a browser where nobody has chosen yet, the person's own choice goes before what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and getattr(request.user, "language", ""):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class NoStoreMiddleware:
    """Whoever sits at the machine after a sign-out finds no page by going back. What says for itself how long it may be
    kept (files) says it still."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
