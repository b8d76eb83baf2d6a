"""A refusal becomes a page, once, here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import DomainError

_TITLES = {
    400: _("受け付けられません"),
    403: _("この操作はできません"),
    404: _("見つかりません"),
    409: _("状況が変わりました"),
}


class DomainErrorMiddleware:
    """Maps DomainError raised by a view to its status and a page in plain words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
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
