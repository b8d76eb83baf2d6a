"""Giving the work of an order that was called off to another factory."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import order_policy, visible_orders
from orders.production.forms import ReplaceForm
from orders.production.pages import replace_page
from orders.production.selectors import could_take_over
from orders.production.services.replacement import order_replace


def _called_off(request: HttpRequest, public_id: UUID) -> PurchaseOrder:
    found = get_visible_or_404(visible_orders(request.actor), public_id)
    if not order_policy.may(request.actor, "replace", found) or not found.is_replaceable:
        raise NotFound("order")
    return found


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "production/replace.html", replace_page(_called_off(request, public_id), refused))


@member_page("GET", "POST")
def replace(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same work for another factory, at the price that both agreed on."""
    if request.method != "POST":
        return _page(request, public_id)
    ended = _called_off(request, public_id)
    return act(
        request,
        order_replace,
        refused=ended,
        form=ReplaceForm(request.POST, factories=could_take_over(ended)),
        to=lambda child: reverse("order", args=[child.public_id]),
        page=partial(_page, request, public_id),
    )
