"""The specification card: on one sheet, and as the hub puts it right."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.estimates import reading_of
from marketplace.intake import Reading
from marketplace.intake.results import Line, Route
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.sourcing.forms import CardForm
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.policies import own_proposals
from marketplace.sourcing.services.cards import card_of, reading_for


@dataclass(frozen=True)
class CardRoute:
    """One way of making, its steps in one line."""

    route: Route
    steps: str


@dataclass(frozen=True)
class InquiryCardPage:
    """`proposal`: the reader's own, whose hub can put the card right; None for others."""

    section: ClassVar[str] = "cases"

    inquiry: Inquiry
    reading: Reading
    lines: tuple[Line, ...]
    routes: tuple[CardRoute, ...]
    proposal: Proposal | None


def inquiry_card_page(actor: Actor, inquiry: Inquiry) -> InquiryCardPage:
    """The card as it was read; for a hub that answered, as it has put it right."""
    mine = own_proposals(actor).filter(inquiry=inquiry).order_by("-pk").first()
    reading = reading_for(mine) if mine else reading_of(inquiry)
    return InquiryCardPage(
        inquiry=inquiry,
        reading=reading,
        lines=card_of(mine, reading) if mine else reading.card,
        routes=tuple(CardRoute(r, " → ".join(step.process.name for step in r.steps)) for r in reading.routes),
        proposal=mine,
    )


@dataclass(frozen=True)
class ProposalCardPage:
    section: ClassVar[str] = "cases"

    proposal: Proposal
    inquiry: Inquiry
    form: CardForm
    refused: Refusal = NOT_REFUSED


def proposal_card_page(proposal: Proposal, refused: Refusal = NOT_REFUSED) -> ProposalCardPage:
    lines = card_of(proposal)
    form = refused.form_or(CardForm, lines=lines, initial={line.key: line.text for line in lines})
    return ProposalCardPage(proposal, proposal.inquiry, form, refused)
