"""仕様カード: the sheet to print, and the hub's corrections."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.inquiries.policies import visible_inquiries
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import CardForm
from marketplace.sourcing.pages.cards import inquiry_card_page, proposal_card_page
from marketplace.sourcing.services.cards import card_correct, card_of
from marketplace.sourcing.states import PLANNABLE
from marketplace.sourcing.views.boards import own_proposal


@member_page("GET")
def inquiry_card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The card on one sheet of A4, for whoever may read the inquiry."""
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    return show(request, "sourcing/inquiry_card.html", inquiry_card_page(request.actor, inquiry))


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    proposal = own_proposal(request, public_id)
    return show(request, "sourcing/proposal_card.html", proposal_card_page(proposal, refused))


@member_page("GET", "POST")
def proposal_card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The hub puts the card right, line by line."""
    if request.method != "POST":
        return _page(request, public_id)
    proposal = own_proposal(request, public_id)
    return act(
        request,
        card_correct,
        proposal=proposal,
        form=CardForm(request.POST, lines=card_of(proposal)),
        to=reverse("proposal_plan" if proposal.status in PLANNABLE else "board", args=[public_id]),
        page=partial(_page, request, public_id),
        done=_("仕様カードを直しました。"),
    )
