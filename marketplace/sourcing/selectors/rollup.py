"""The price and dates of a plan by its chosen quotes."""

from django.conf import settings

from marketplace.kernel.calendar import add_business_days
from marketplace.sourcing.models import Proposal, Quote, Slot
from marketplace.teaming.rollup import Leg, RollUp, roll_up


def legs_of(proposal: Proposal) -> tuple[list[Leg], list[Slot]]:
    """The plan's legs with their chosen prices, and the steps that have none yet. Three queries."""
    slots = list(proposal.slots.exclude(status="released").prefetch_related("depends_on"))
    chosen = {
        q.slot_id: q
        for q in Quote.objects.filter(slot__in=slots, status__in=["selected", "accepted"]).select_related("factory")
    }
    legs, missing = [], []
    live = {s.pk for s in slots}
    for slot in slots:
        quote = chosen.get(slot.pk)
        if not slot.is_in_house and quote is None:
            missing.append(slot)
            continue
        yen, days = (slot.in_house_yen, slot.in_house_days) if slot.is_in_house else (quote.amount_yen, quote.days)
        legs.append(Leg(slot.pk, yen, days, tuple(s.pk for s in slot.depends_on.all() if s.pk in live)))
    return legs, missing


def rolled_up(proposal: Proposal, *, today) -> tuple[RollUp | None, list[Slot]]:
    """Total and dates of the chosen quotes, as if ordered two business days from `today`; None while steps are missing."""
    legs, missing = legs_of(proposal)
    if missing or not legs:
        return None, missing
    return (
        roll_up(
            legs,
            margin_percent=proposal.margin_percent,
            tax_percent=settings.NAKAMA["CONSUMPTION_TAX_PERCENT"],
            start_on=add_business_days(today, 2),
        ),
        [],
    )
