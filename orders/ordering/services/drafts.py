"""Drafting the orders of an awarded proposal: the orderer's to the hub, the hub's to every factory of the team."""

from datetime import date

from django.conf import settings
from django.utils import translation

from marketplace.accounts.models import Organization
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.actors import Actor
from marketplace.kernel.transitions import start
from marketplace.sourcing.models import Proposal, Quote, Slot
from orders.ordering.models import Order
from orders.ordering.states import ORDER


def parent_draft(*, proposal: Proposal, slots: list[Slot], deliver_on: date, actor: Actor) -> Order:
    """Draft the orderer's order to the hub."""
    inquiry = proposal.inquiry
    parent = Order.objects.create(
        proposal=proposal,
        buyer=inquiry.orderer,
        supplier=proposal.organization,
        title=inquiry.title,
        content=_parent_content(inquiry, slots),
        quantity=inquiry.quantity or max((s.quantity for s in slots), default=1),
        amount_yen=proposal.total_yen,
        deliver_on=deliver_on,
        deliver_to=_place(inquiry.orderer),
    )
    return start(ORDER, parent, actor, "draft")


def children_draft(
    *, parent: Order, slots: list[Slot], chosen: dict[int, Quote], ends: dict[int, date], actor: Actor
) -> dict[int, Order]:
    """Draft one order a factory with an accepted quote. `chosen` and `ends` are by slot; gives the orders by slot."""
    by_factory: dict[int, list[Slot]] = {}
    for slot in slots:
        if slot.pk in chosen:
            by_factory.setdefault(chosen[slot.pk].factory_id, []).append(slot)
    made = {}
    for theirs in by_factory.values():
        child = child_draft(
            parent=parent,
            supplier=chosen[theirs[0].pk].factory.organization,
            slots=theirs,
            amount_yen=sum(chosen[s.pk].amount_yen for s in theirs),
            deliver_on=max(ends[s.pk] for s in theirs),
            actor=actor,
        )
        made |= {slot.pk: child for slot in theirs}
    return made


def child_draft(
    *,
    parent: Order,
    supplier: Organization,
    slots: list[Slot],
    amount_yen: int,
    deliver_on: date,
    actor: Actor,
    replaces: Order | None = None,
) -> Order:
    """Draft the order of one factory for its slots; `replaces`: the ended order whose work it takes over."""
    child = Order.objects.create(
        proposal=parent.proposal,
        parent=parent,
        replaces=replaces,
        buyer=parent.supplier,
        supplier=supplier,
        title="、".join(s.title for s in slots)[:120],
        content="\n".join(f"{s.title}: {needs_in_japanese(s)}。{s.note}".rstrip("。") for s in slots),
        quantity=max(s.quantity for s in slots),
        amount_yen=amount_yen,
        deliver_on=deliver_on,
        deliver_to=_place(parent.supplier),
    )
    return start(ORDER, child, actor, "draft")


def needs_in_japanese(slot: Slot) -> str:
    """What the step needs, in Japanese: the order and the ring keep it."""
    with translation.override(settings.LANGUAGE_CODE):
        return slot.needs_text


def _parent_content(inquiry: Inquiry, slots: list[Slot]) -> str:
    names = "、".join(s.title for s in slots)
    return f"{inquiry.title}\n{inquiry.text.strip()}\n工程: {names}"


def _place(organization: Organization) -> str:
    return f"{organization.name} {organization.municipality.full_name}{organization.address}"[:200]
