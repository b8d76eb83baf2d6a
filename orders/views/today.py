"""今日やること, and the list of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.pages import member_page
from marketplace.kernel.clock import db_now
from marketplace.selectors import cases as marketplace_cases
from marketplace.selectors import clock_of
from marketplace.selectors import unanswered as unanswered_inquiries
from orders import selectors


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
    """Everything the actor's organization is part of, by role."""
    context = {
        "section": "cases",
        "cases": marketplace_cases(request.actor),
        "orders": selectors.orders_of(request.actor),
    }
    return render(request, "orders/cases.html", context)
