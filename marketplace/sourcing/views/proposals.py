"""What a hub does with its proposal as a whole: choosing, its own share, handing in, taking back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import MarginForm, ReasonForm, SubmitForm
from marketplace.sourcing.policies import own_proposals, visible_quotations
from marketplace.sourcing.services.proposals import (
    margin_set,
    proposal_submit,
    proposal_take_back,
    proposal_withdraw,
    revision_accept,
)
from marketplace.sourcing.services.quotations import quotation_select
from marketplace.sourcing.views.boards import act_on_board, act_on_step


@member_page("POST")
def select(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose a quotation for its step."""
    own = visible_quotations(request.actor).filter(step__proposal__in=own_proposals(request.actor))
    quotation = get_visible_or_404(own, public_id)
    return act_on_step(request, quotation.step, quotation_select, quotation=quotation)


@member_page("POST")
def set_margin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act_on_board(request, public_id, margin_set, form=MarginForm(request.POST), is_edit=True)


@member_page("POST")
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = SubmitForm(request.POST)
    return act_on_board(request, public_id, proposal_submit, form=form, done=_("提案を出しました。"))


@member_page("POST")
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    done = _("提案を引き取りました。直してから、もう一度出してください。")
    return act_on_board(request, public_id, proposal_take_back, done=done)


@member_page("POST")
def accept_revision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The hub has read what the orderer changed."""
    return act_on_board(request, public_id, revision_accept)


@member_page("POST")
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form, done = ReasonForm(request.POST), _("提案を取り下げました。")
    return act_on_board(request, public_id, proposal_withdraw, form=form, to=reverse("cases"), done=done)
