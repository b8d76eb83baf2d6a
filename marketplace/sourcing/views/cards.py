"""仕様カード: the sheet to print, and the hub's corrections."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page
from marketplace.inquiries.policies import visible_inquiries
from marketplace.inquiries.services.estimates import reading_of
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.idempotency import once
from marketplace.sourcing.forms import CardForm
from marketplace.sourcing.policies import own_proposals
from marketplace.sourcing.services.cards import card_correct, card_of, reading_for
from marketplace.sourcing.states import PLANNABLE
from marketplace.sourcing.views.proposals import own_proposal


@member_page("GET")
def inquiry_card(request: HttpRequest, public_id) -> HttpResponse:
    """The card on one sheet of A4, for whoever may read the inquiry; a hub that answered sees it as it put it right."""
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    mine = own_proposals(request.actor).filter(inquiry=inquiry).order_by("-pk").first()
    reading = reading_for(mine) if mine else reading_of(inquiry)
    context = {
        "section": "cases",
        "inquiry": inquiry,
        "reading": reading,
        "lines": card_of(mine, reading) if mine else reading.card,
        "proposal": mine,
    }
    return render(request, "sourcing/inquiry_card.html", context)


@member_page("GET", "POST")
def proposal_card(request: HttpRequest, public_id) -> HttpResponse:
    """The hub puts the card right, line by line."""
    proposal = own_proposal(request, public_id)
    lines = card_of(proposal)
    form = CardForm(request.POST or None, lines=lines, initial={line.key: line.text for line in lines})
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            card_correct(actor=request.actor, proposal=proposal, card=form.cleaned_data)
            messages.success(request, _("仕様カードを直しました。"))
            return redirect("proposal_plan" if proposal.status in PLANNABLE else "board", proposal.public_id)

        return once(request, effect)
    context = {"section": "cases", "proposal": proposal, "inquiry": proposal.inquiry, "form": form}
    return render(request, "sourcing/proposal_card.html", context, status=400 if form.errors else 200)
