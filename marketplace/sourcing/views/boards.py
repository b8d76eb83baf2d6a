"""The hub's board, and how a press on it comes back to it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.models import ProcessStep, Proposal
from marketplace.sourcing.pages.boards import board_page
from marketplace.sourcing.policies import own_proposals
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due


def own_proposal(request: HttpRequest, public_id: UUID) -> Proposal:
    return get_visible_or_404(own_proposals(request.actor), public_id)


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED, *, step: str = "") -> HttpResponse:
    proposal = own_proposal(request, public_id)
    ensure_inquiry_due(proposal.inquiry)
    page = board_page(request.actor, ensure_quotations_due(proposal), refused, step=step)
    return show(request, "sourcing/board.html", page)


@member_page("GET")
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The chain of steps, who was asked and what they answered, candidates with reasons, the roll-up, handing in."""
    return _page(request, public_id, step=request.GET.get("step", ""))


def act_on_board(
    request: HttpRequest, public_id: UUID, service: Callable[..., Any], *, to: str = "", **named: Any
) -> HttpResponse:
    """Do something to the proposal and come back to the board, or go on to `to`."""
    proposal = own_proposal(request, public_id)
    to = to or reverse("board", args=[public_id])
    return act(request, service, proposal=proposal, to=to, page=partial(_page, request, public_id), **named)


def act_on_step(request: HttpRequest, step: ProcessStep, service: Callable[..., Any], /, **named: Any) -> HttpResponse:
    """Do something in a step and come back to the board with this step in focus."""
    board_address, key = reverse("board", args=[step.proposal.public_id]), str(step.public_id)
    page = partial(_page, request, step.proposal.public_id, step=key)
    return act(request, service, to=f"{board_address}?step={key}#chain", page=page, **named)
