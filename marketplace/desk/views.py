"""今日やること, and the list of cases."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.gates import member_page
from marketplace.desk.selectors import cases_of, waiting_for_others
from marketplace.inquiries.selectors import clock_of, unanswered
from marketplace.kernel.clock import db_now
from marketplace.kernel.todos import todos_of

PER_PAGE = 30


@member_page("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Who waits for me, by when, one button each."""
    actor = request.actor
    todos = todos_of(actor)
    urgent = unanswered(actor).first() if actor.organization.is_hub else None
    context = {
        "section": "home",
        "todos": todos,
        "clock": clock_of(urgent) if urgent else None,
        "waiting": waiting_for_others(actor),
        "now": db_now(),
        "factory": getattr(actor.organization, "factory", None) if actor.organization.is_factory else None,
    }
    return render(request, "desk/home.html", context)


@member_page("GET")
def cases(request: HttpRequest) -> HttpResponse:
    """Everything the actor's organization is part of, by role: the first rows of every list, or one list page by page."""
    found = cases_of(request.actor)
    lists = {
        "new": found.new,
        "rfqs": found.rfqs,
        "working": found.working,
        "orders": found.orders,
        "mine": found.mine,
    }
    part = request.GET.get("part")
    if part in lists:
        lists = {part: lists[part]}
    number = request.GET.get("page") if part in lists else 1
    pages = {name: Paginator(rows, PER_PAGE).get_page(number) for name, rows in lists.items()}
    context = {"section": "cases", "part": part if part in lists else "", "is_empty": not any(pages.values()), **pages}
    return render(request, "desk/cases.html", context)
