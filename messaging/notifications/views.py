"""What I was told."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from messaging.notifications.pages import notices_page
from messaging.notifications.services import notices_read


def _notices(request: HttpRequest, _refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "notifications/notices.html", notices_page(request.actor, request.GET.get("page")))


@member_page("GET", "POST")
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told; reading the page marks nothing, the button does."""
    if request.method != "POST":
        return _notices(request)
    return act(request, notices_read, page=partial(_notices, request), to=reverse("notices"), is_edit=True)
