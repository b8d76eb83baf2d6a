"""Giving the work of a refused order to another factory."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marketplace.accounts.pages import member_page
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import NotFound
from marketplace.kernel.idempotency import once
from orders.ordering.policies import order_policy, visible_orders
from orders.production.forms import ReplaceForm
from orders.production.selectors import could_take_over
from orders.production.services.replacement import order_replace


@member_page("GET", "POST")
def replace(request: HttpRequest, public_id) -> HttpResponse:
    """After a refusal or a cancellation: the same work for another factory, at the price that both agreed on."""
    ended = get_visible_or_404(visible_orders(request.actor), public_id)
    if not order_policy.may(request.actor, "replace", ended) or not ended.is_replaceable:
        raise NotFound("order")
    form = ReplaceForm(request.POST or None, factories=could_take_over(ended))
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            child = order_replace(actor=request.actor, refused=ended, **form.cleaned_data)
            return redirect("order", child.public_id)

        return once(request, effect)
    context = {"section": "cases", "order": ended, "form": form}
    return render(request, "production/replace.html", context, status=400 if form.errors else 200)
