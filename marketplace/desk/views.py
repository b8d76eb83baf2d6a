"""今日やること, and the list of cases."""

from django.http import HttpRequest, HttpResponse

from marketplace.accounts.decorators import member_page
from marketplace.desk.pages import cases_page, home_page
from marketplace.kernel.actions import show


@member_page("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Who waits for me, by when, one button each."""
    page = home_page(request.actor, request.GET.get("page"))
    request.counted = {"home": page.todos.paginator.count}
    return show(request, "desk/home.html", page)


@member_page("GET")
def cases(request: HttpRequest) -> HttpResponse:
    """Everything the actor's organization is part of, by role."""
    page = cases_page(request.actor, request.GET.get("part", ""), request.GET.get("page"))
    return show(request, "desk/cases.html", page)
