"""今日やること, and the list of cases."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.pages import member_page
from marketplace.kernel.clock import db_now
from marketplace.selectors import cases as marketplace_cases
from marketplace.selectors import clock_of
from marketplace.selectors import unanswered as unanswered_inquiries
from orders import selectors

PER_PAGE = 30


@member_page("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Who waits for me, by when, one button each."""
    actor = request.actor
    todos = selectors.todos(actor)
    request.badges = {"home": len(todos)}
    urgent = unanswered_inquiries(actor).first() if actor.organization.is_hub else None
    context = {
        "section": "home",
        "todos": todos,
        "clock": clock_of(urgent) if urgent else None,
        "waiting": selectors.waiting_for_others(actor),
        "now": db_now(),
        "factory": getattr(actor.organization, "factory", None) if actor.organization.is_factory else None,
    }
    return render(request, "orders/home.html", context)


@member_page("GET")
def cases(request: HttpRequest) -> HttpResponse:
    """Everything the actor's organization is part of, by role: the first rows of every list, or one list page by page."""
    found = marketplace_cases(request.actor)
    lists = {
        "new": found.new,
        "asked": found.asked,
        "working": found.working,
        "orders": selectors.orders_of(request.actor),
        "mine": found.mine,
    }
    part = request.GET.get("part")
    if part in lists:
        lists = {part: lists[part]}
    number = request.GET.get("page") if part in lists else 1
    pages = {name: Paginator(rows, PER_PAGE).get_page(number) for name, rows in lists.items()}
    context = {"section": "cases", "part": part if part in lists else "", "is_empty": not any(pages.values()), **pages}
    return render(request, "orders/cases.html", context)
