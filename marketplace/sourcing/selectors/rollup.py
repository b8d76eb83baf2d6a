"""The price and dates of a plan by its chosen quotations."""

from datetime import date

from django.conf import settings

from marketplace.kernel.calendar import add_business_days
from marketplace.sourcing.models import ProcessStep, Proposal, Quotation
from marketplace.sourcing.states import CHOSEN, ProcessStepStatus
from marketplace.teaming.rollup import PricedStep, RollUp, roll_up


def priced_steps(proposal: Proposal) -> tuple[list[PricedStep], list[ProcessStep]]:
    """The plan's steps that have a price, and the steps that have none yet. Three queries."""
    steps = list(proposal.steps.exclude(status=ProcessStepStatus.RELEASED).prefetch_related("depends_on"))
    chosen = {
        q.step_id: q for q in Quotation.objects.filter(step__in=steps, status__in=CHOSEN).select_related("factory")
    }
    priced, missing = [], []
    live = {s.pk for s in steps}
    for step in steps:
        quotation = chosen.get(step.pk)
        yen, days = (quotation.amount_yen, quotation.days) if quotation else (None, None)
        if step.is_in_house:
            yen, days = step.in_house_yen, step.in_house_days
        if yen is None or days is None:
            missing.append(step)
            continue
        priced.append(PricedStep(step.pk, yen, days, tuple(s.pk for s in step.depends_on.all() if s.pk in live)))
    return priced, missing


def rolled_up(proposal: Proposal, *, today: date) -> tuple[RollUp | None, list[ProcessStep]]:
    """Total and dates of the chosen quotations, as if ordered two business days from `today`; None while steps are missing."""
    priced, missing = priced_steps(proposal)
    if missing or not priced:
        return None, missing
    return (
        roll_up(
            priced,
            margin_percent=proposal.margin_percent,
            tax_percent=settings.NAKAMA["CONSUMPTION_TAX_PERCENT"],
            start_on=add_business_days(today, 2),
        ),
        [],
    )
