"""What is done about pieces that are not as agreed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from marketplace.accounts.decorators import member_page
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.production.forms import OutcomeForm
from orders.production.policies import visible_nonconformities
from orders.production.services.nonconformities import (
    nonconformity_concede,
    nonconformity_resolve,
    nonconformity_rework,
    nonconformity_scrap,
)
from orders.production.views.rings import act_in_ring


def _decide(request: HttpRequest, public_id: UUID, service: Callable[..., Any]) -> HttpResponse:
    found = get_visible_or_404(visible_nonconformities(request.actor), public_id)
    form = OutcomeForm(request.POST, auto_id=f"fault{found.pk}_%s")
    root = found.hand_over.root.public_id
    return act_in_ring(request, root, service, found=found, form=form, at="nonconformities")


@member_page("POST")
def rework(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, nonconformity_rework)


@member_page("POST")
def resolve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, nonconformity_resolve)


@member_page("POST")
def concede(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, nonconformity_concede)


@member_page("POST")
def scrap(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, nonconformity_scrap)
