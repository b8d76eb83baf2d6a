"""What goes for every request: no connection is kept, no NUL comes in, a refusal becomes a page."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.connections import give_back_connection
from marketplace.kernel.disk import NoRoom, is_full
from marketplace.kernel.errors import DomainError

_TITLES = {
    400: _("受け付けられません"),
    403: _("この操作はできません"),
    404: _("見つかりません"),
    409: _("状況が変わりました"),
    507: _("保存できませんでした"),
}


class ConnectionMiddleware:
    """Whatever becomes of a request, its thread gives its connection back to the pool. daphne ends the request of whoever has
    gone away; its thread goes on, and Django, which gives connections back when a request is finished, never hears of
    its end: eight long polls that were dropped stopped the place for good."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            give_back_connection()


class NulMiddleware:
    """Takes NUL out of every parameter: nobody types it, and the database takes none. What else was typed goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        request.GET = without_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Once a view is found; the body has been read by then, to look at its token."""
        if request.method == "POST":
            request.POST = without_nul(request.POST)


def without_nul(fields: QueryDict) -> Any:
    """The same fields where there is none in them, else fields of the same kind (to the stubs a request's are of another)."""
    if not any("\x00" in text for name, values in fields.lists() for text in (name, *values)):
        return fields
    clean = QueryDict(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        clean.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    clean._mutable = False
    return clean


class DomainErrorMiddleware:
    """Maps DomainError raised by a view to its status and a page in plain words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_full(error):
            error = NoRoom("no_room")
        if not isinstance(error, DomainError):
            return None
        if error.status == 404:
            return render(request, "404.html", status=404)
        context = {
            "title": _TITLES.get(error.status, _TITLES[400]),
            "text": error.message,
            "code": error.code,
            "kept": request.method == "POST",
        }
        return render(request, "refused.html", context, status=error.status)
