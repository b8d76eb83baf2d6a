"""Every request knows its actor, lazily: a page that does not ask pays nothing. And it speaks the person's language."""

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
