"""Drafting the orders of an awarded proposal: the orderer's to the hub, the hub's to every factory of the team."""

from datetime import date

from django.conf import settings
from django.utils import translation

from marketplace.accounts.models import Organization
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor
from marketplace.kernel.present import present
from marketplace.kernel.transitions import start
from marketplace.sourcing.models import ProcessStep, Proposal, Quotation
from orders.ordering.models import PurchaseOrder
from orders.ordering.states import ORDER


def parent_draft(*, proposal: Proposal, steps: list[ProcessStep], deliver_on: date, actor: Actor) -> PurchaseOrder:
    """Draft the orderer's order to the hub."""
    inquiry = proposal.inquiry
    parent = PurchaseOrder.objects.create(
        proposal=proposal,
        buyer=inquiry.orderer,
        supplier=proposal.organization,
        title=inquiry.title,
        content=_parent_content(inquiry, steps),
        quantity=inquiry.quantity or max((s.quantity for s in steps), default=1),
        amount_yen=present(proposal.total_yen),
        deliver_on=deliver_on,
        deliver_to=place_of(inquiry.orderer),
    )
    return start(ORDER, parent, actor, "draft")


def children_draft(
    *,
    parent: PurchaseOrder,
    steps: list[ProcessStep],
    chosen: dict[int, Quotation],
    ends: dict[int, date],
    actor: Actor,
) -> dict[int, PurchaseOrder]:
    """Draft one order a factory with an accepted quotation. `chosen` and `ends` are by step; gives the orders by step."""
    by_factory: dict[int, list[ProcessStep]] = {}
    for step in steps:
        if step.pk in chosen:
            by_factory.setdefault(chosen[step.pk].factory_id, []).append(step)
    made: dict[int, PurchaseOrder] = {}
    for theirs in by_factory.values():
        child = child_draft(
            parent=parent,
            supplier=chosen[theirs[0].pk].factory.organization,
            steps=theirs,
            amount_yen=sum(chosen[s.pk].amount_yen for s in theirs),
            deliver_on=max(ends[s.pk] for s in theirs),
            actor=actor,
        )
        made |= {step.pk: child for step in theirs}
    return made


def child_draft(
    *,
    parent: PurchaseOrder,
    supplier: Organization,
    steps: list[ProcessStep],
    amount_yen: int,
    deliver_on: date,
    actor: Actor,
    replaces: PurchaseOrder | None = None,
    quantity: int | None = None,
) -> PurchaseOrder:
    """Draft the order of one factory for its steps; `replaces`: the ended order whose work it takes over, `quantity`: what of
    it is still to be made."""
    child = PurchaseOrder.objects.create(
        proposal=parent.proposal,
        parent=parent,
        replaces=replaces,
        buyer=parent.supplier,
        supplier=supplier,
        title="、".join(s.title for s in steps)[:120],
        content="\n".join(f"{s.title}: {needs_in_japanese(s)}。{s.note}".rstrip("。") for s in steps),
        quantity=quantity or max(s.quantity for s in steps),
        amount_yen=amount_yen,
        deliver_on=deliver_on,
        deliver_to=place_of(parent.supplier),
    )
    return start(ORDER, child, actor, "draft")


def needs_in_japanese(step: ProcessStep) -> str:
    """What the step needs, in Japanese: the order and the ring keep it."""
    with translation.override(settings.LANGUAGE_CODE):
        return step.needs_text


def _parent_content(inquiry: Inquiry, steps: list[ProcessStep]) -> str:
    names = "、".join(s.title for s in steps)
    return f"{inquiry.title}\n{inquiry.text.strip()}\n工程: {names}"


def place_of(organization: Organization) -> str:
    """Where goods are brought, with the telephone number for who carries them."""
    phone = f" TEL {organization.phone}" if organization.phone else ""
    return f"{organization.name} {organization.municipality.full_name}{organization.address}{phone}"[:200]
