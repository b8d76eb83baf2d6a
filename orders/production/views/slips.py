"""The slip that goes with the goods, and receiving by its number."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.production.forms import NumberForm
from orders.production.models import HandOver
from orders.production.policies import hand_over_policy, visible_hand_overs
from orders.production.services.slips import hand_over_receive_by_number
from orders.production.slip_pages import arrived_page, slip_page


@member_page("GET")
def slip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To print, for who gives the goods and who takes them."""
    over = get_visible_or_404(visible_hand_overs(request.actor), public_id)
    if not hand_over_policy.may(request.actor, "print", over):
        raise NotFound("hand_over")
    address = request.build_absolute_uri(reverse("hand_over_arrived"))
    return show(request, "production/slip.html", slip_page(over, address))


def _page(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    page = arrived_page(request.actor, request.GET.get("number", ""), refused)
    return show(request, "production/arrived.html", page)


def _ring_of(over: HandOver) -> str:
    return f"{reverse('ring', args=[over.root.public_id])}#hand-over-{over.public_id}"


@member_page("GET", "POST")
def arrived(request: HttpRequest) -> HttpResponse:
    """Goods have come with their slip: its number, and how many there are."""
    if request.method != "POST":
        return _page(request)
    form = NumberForm(request.POST, actor=request.actor)
    return act(request, hand_over_receive_by_number, form=form, to=_ring_of, page=partial(_page, request))
