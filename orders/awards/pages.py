"""Proposals side by side: what the orderer reads of each, and what can be decided now."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import inquiry_policy
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.sourcing.forms import ReasonForm
from marketplace.sourcing.policies import offers
from marketplace.sourcing.states import ProposalStatus
from orders.awards.forms import AwardForm, CancelAwardForm
from orders.awards.models import Award
from orders.awards.policies import award_policy
from orders.awards.selectors import Offer, live_award, offers_of


@dataclass(frozen=True)
class OfferCard:
    offer: Offer
    is_late: bool
    has_wish: bool
    can_be_chosen: bool
    is_picked: bool
    is_chosen: bool


@dataclass(frozen=True)
class ComparePage:
    section: ClassVar[str] = "cases"

    inquiry: Inquiry
    is_sealed: bool
    cards: tuple[OfferCard, ...]
    award: Award | None
    award_form: AwardForm | None
    can_reopen: bool
    fail_form: ReasonForm | None
    cancel_form: CancelAwardForm | None
    refused: Refusal = NOT_REFUSED


def compare_page(actor: Actor, inquiry: Inquiry, refused: Refusal = NOT_REFUSED) -> ComparePage:
    """A constant number of queries."""
    can, can_here = inquiry_policy.allowed(actor, inquiry), award_policy.allowed(actor, inquiry)
    is_sealed = inquiry.status == InquiryStatus.OPEN
    is_deciding = inquiry.status == InquiryStatus.EVALUATING
    can_award = is_deciding and "decide" in can_here
    form = refused.form_or(AwardForm, offers=offers(actor).filter(inquiry=inquiry)) if can_award else None
    picked = str(form["proposal"].value() or "") if form else ""
    return ComparePage(
        inquiry=inquiry,
        is_sealed=is_sealed,
        cards=() if is_sealed else tuple(_card(offer, picked, can_award) for offer in offers_of(inquiry, actor)),
        award=live_award(inquiry),
        award_form=form,
        can_reopen=is_deciding and "reopen" in can,
        fail_form=refused.form_or(ReasonForm, auto_id="fail_%s") if is_deciding and "reopen" in can else None,
        cancel_form=(
            refused.form_or(CancelAwardForm, auto_id="undo_%s")
            if inquiry.status == InquiryStatus.AWARDED and "cancel" in can_here
            else None
        ),
        refused=refused,
    )


def _card(offer: Offer, picked: str, can_award: bool) -> OfferCard:
    days = offer.days_after_wish
    return OfferCard(
        offer=offer,
        is_late=days is not None and days > 0,
        has_wish=days is not None,
        can_be_chosen=can_award and offer.proposal.status == ProposalStatus.SUBMITTED,
        is_picked=str(offer.proposal.public_id) == picked,
        is_chosen=offer.proposal.status == ProposalStatus.ACCEPTED,
    )
