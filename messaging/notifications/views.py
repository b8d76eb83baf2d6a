"""What I was told."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marketplace.accounts.gates import member_page
from marketplace.kernel.clock import ClockTimestamp
from messaging.notifications.models import Notice

SHOWN = 60


@member_page("GET", "POST")
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told; reading the page marks nothing, the button does."""
    mine = Notice.objects.filter(user=request.user, organization=request.actor.organization)
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=ClockTimestamp())
        return redirect("notices")
    page = Paginator(mine, SHOWN).get_page(request.GET.get("page"))
    return render(request, "notifications/notices.html", {"section": "home", "page": page})
