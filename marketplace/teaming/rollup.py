"""From chosen quotations to one price and one date. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.kernel.calendar import add_business_days
from marketplace.kernel.money import tax, with_margin

#: Business days for goods to pass from one place to the next (within a metropolitan area).
HOP_DAYS = 1


@dataclass(frozen=True)
class PricedStep:
    """One step with its chosen price (yen without tax) and days (business days of work)."""

    key: int
    yen: int
    days: int
    after: tuple[int, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class RollUp:
    cost_yen: int
    margin_yen: int
    total_yen: int
    tax_yen: int
    deliver_on: date
    starts: dict[int, date]
    ends: dict[int, date]
    critical: tuple[int, ...]


def roll_up(steps: list[PricedStep], *, margin_percent: Decimal, tax_percent: int, start_on: date) -> RollUp:
    """Total, tax and dates of a plan whose every step has a price.

    Dates run forward along the dependencies: a step starts when everything before it has arrived, one hop of
    `HOP_DAYS` after the latest of them ends. `deliver_on` is the last end and one hop more. `critical` is the longest
    way, first step first. Raises ValueError for a circle.
    """
    by_key = {step.key: step for step in steps}
    starts: dict[int, date] = {}
    ends: dict[int, date] = {}
    because: dict[int, int | None] = {}
    for step in in_order(steps):
        last = max(step.after, key=lambda k: ends[k], default=None)
        arrives = add_business_days(ends[last], HOP_DAYS) if last is not None else start_on
        starts[step.key], because[step.key] = add_business_days(arrives, 0), last
        ends[step.key] = add_business_days(starts[step.key], max(step.days - 1, 0))
    final = max(by_key, key=lambda k: ends[k])
    way: list[int] = []
    here: int | None = final
    while here is not None:
        way.append(here)
        here = because[here]
    cost = sum(step.yen for step in steps)
    total = with_margin(cost, margin_percent)
    return RollUp(
        cost_yen=cost,
        margin_yen=total - cost,
        total_yen=total,
        tax_yen=tax(total, tax_percent),
        deliver_on=add_business_days(ends[final], HOP_DAYS),
        starts=starts,
        ends=ends,
        critical=tuple(reversed(way)),
    )


def in_order(steps: list[PricedStep]) -> list[PricedStep]:
    """The steps so that everything stands after what it depends on. Raises ValueError for a circle or unknown key."""
    if unknown := {k for step in steps for k in step.after} - {step.key for step in steps}:
        raise ValueError(f"unknown steps {unknown}")
    done, order, waiting = set(), [], list(steps)
    while waiting:
        ready = [step for step in waiting if all(k in done for k in step.after)]
        if not ready:
            raise ValueError("the steps wait for each other")
        order += ready
        done |= {step.key for step in ready}
        waiting = [step for step in waiting if step.key not in done]
    return order
