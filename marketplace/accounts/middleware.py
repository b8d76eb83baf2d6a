"""Every request knows its actor, lazily: a page that does not ask pays nothing."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.accounts import acting


class ActingMiddleware:
    """Puts `request.memberships` (the person's live memberships) on the request; `views` ask `acting.actor_of`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.memberships = SimpleLazyObject(lambda: acting.memberships_of(request.user))
        return self.get_response(request)
