"""The ring: who has the goods, one-tap start and report of the actor's own steps, and putting reports right."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.ordering.policies import visible_ring_parents
from orders.production.forms import CorrectForm, ReportForm
from orders.production.models import WorkOrderStep
from orders.production.pages import ring_page
from orders.production.policies import visible_steps
from orders.production.services.work import work_correct, work_reopen, work_report, work_start


def page_of(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    root = get_visible_or_404(visible_ring_parents(request.actor), public_id)
    return show(request, "production/ring.html", ring_page(request.actor, root, refused))


def act_in_ring(
    request: HttpRequest, root: UUID, service: Callable[..., Any], *, at: str = "my-part", **named: Any
) -> HttpResponse:
    """Do something in the ring and come back to its page, at the actor's own part or where `at` says."""
    to = f"{reverse('ring', args=[root])}#{at}"
    return act(request, service, to=to, page=partial(page_of, request, root), **named)


def _act_on_step(
    request: HttpRequest, step: WorkOrderStep, service: Callable[..., Any], form: BaseForm | None = None
) -> HttpResponse:
    return act_in_ring(request, step.root.public_id, service, step=step, form=form)


def own_step(request: HttpRequest, public_id: UUID) -> WorkOrderStep:
    return get_visible_or_404(visible_steps(request.actor), public_id)


@member_page("GET")
def ring(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole journey of the goods, for everybody of the team."""
    return page_of(request, public_id)


@member_page("POST")
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act_on_step(request, own_step(request, public_id), work_start)


@member_page("POST")
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    step = own_step(request, public_id)
    return _act_on_step(request, step, work_report, ReportForm(request.POST, auto_id=f"work{step.pk}_%s"))


@member_page("POST")
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act_on_step(request, own_step(request, public_id), work_reopen)


@member_page("POST")
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    step = own_step(request, public_id)
    return _act_on_step(request, step, work_correct, CorrectForm(request.POST, auto_id=f"work{step.pk}_%s"))
