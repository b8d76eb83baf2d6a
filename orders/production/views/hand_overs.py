"""Goods on their way: giving, taking back, receiving, inspecting; their photos."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.files.responses import send_file
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.production.forms import HandOverForm, InspectForm, ReceiveForm, RecountForm
from orders.production.models import HandOver, HandOverPhoto
from orders.production.pages import following_of
from orders.production.policies import visible_hand_overs
from orders.production.services.hand_overs import (
    hand_over_announce,
    hand_over_cancel,
    hand_over_inspect,
    hand_over_receive,
    hand_over_recount,
)
from orders.production.views.rings import act_in_ring, own_step


def _hand_over(request: HttpRequest, public_id: UUID) -> HandOver:
    return get_visible_or_404(visible_hand_overs(request.actor), public_id)


@member_page("POST")
def announce(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Goods leave this step."""
    step = own_step(request, public_id)
    marks = {"following": following_of(step), "auto_id": f"work{step.pk}_%s"}
    return act_in_ring(
        request,
        step.root.public_id,
        hand_over_announce,
        step=step,
        form=HandOverForm(request.POST, request.FILES, **marks),
        done=_("渡したことを伝えました。相手が数を確かめます。"),
    )


@member_page("POST")
def receive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    over = _hand_over(request, public_id)
    form = ReceiveForm(request.POST, auto_id=f"take{over.pk}_%s")
    return act_in_ring(
        request, over.root.public_id, hand_over_receive, hand_over=over, form=form, at=f"hand-over-{over.public_id}"
    )


@member_page("POST")
def recount(request: HttpRequest, public_id: UUID) -> HttpResponse:
    over = _hand_over(request, public_id)
    form = RecountForm(request.POST, auto_id=f"take{over.pk}_%s")
    return act_in_ring(
        request, over.root.public_id, hand_over_recount, hand_over=over, form=form, at=f"hand-over-{over.public_id}"
    )


@member_page("POST")
def inspect(request: HttpRequest, public_id: UUID) -> HttpResponse:
    over = _hand_over(request, public_id)
    form = InspectForm(request.POST, auto_id=f"take{over.pk}_%s")
    done = _("検品を記録しました。")
    return act_in_ring(request, over.root.public_id, hand_over_inspect, hand_over=over, form=form, done=done)


@member_page("POST")
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    over = _hand_over(request, public_id)
    return act_in_ring(request, over.root.public_id, hand_over_cancel, hand_over=over)


@member_page("GET")
def photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A photo of goods at a hand-over, for the ring."""
    photos = HandOverPhoto.objects.select_related("stored").filter(hand_over__in=visible_hand_overs(request.actor))
    found = photos.filter(stored__public_id=public_id).first()
    if found is None:
        raise NotFound("photo")
    return send_file(found.stored, preview="small" in request.GET)
