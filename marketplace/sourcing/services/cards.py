"""The specification card and the first plan as a hub has put them right, kept as labelled cases."""

from dataclasses import replace

from django.db import transaction

from marketplace.inquiries.services.estimates import checked_lines, facts_of, read_words, reading_of
from marketplace.intake import Reading
from marketplace.intake.quantities import find_quantity
from marketplace.intake.results import Line
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.locking import hold
from marketplace.kernel.text import plain
from marketplace.sourcing.models import LabelledCase, Proposal
from marketplace.sourcing.policies import proposal_policy
from marketplace.sourcing.states import IN_WORK, ProcessStepStatus


def reading_for(proposal: Proposal) -> Reading:
    """The same with the lines that the hub has put right; a number among them counts as one."""
    facts = facts_of(proposal.inquiry)
    count = find_quantity(plain(proposal.card.get("quantity", "")))
    facts = replace(
        facts,
        lines=tuple({**dict(facts.lines), **proposal.card}.items()),
        quantity=count.count if count else facts.quantity,
    )
    return read_words(proposal.inquiry.text, facts)


def first_plan(reading: Reading, kind: str = "") -> list[dict]:
    """The steps of one of the routes (the fitting one unless `kind` names another) as a plan in the order of work, each
    with its reason; [] when nothing is recognised. Keys are those of `plans.plan_save`."""
    route = next((route for route in reading.routes if route.kind == kind), reading.fitting)
    steps: list[dict] = []
    for step in route.steps if route else ():
        steps.append(
            {
                "process": step.process.code,
                "title": step.process.name_ja,
                "reason": step.reason,
                "material": reading.materials[0].code if reading.materials else reading.wish.material,
                "quantity": reading.wish.quantity,
                "tolerance_mm": reading.tolerance.mm if reading.tolerance else None,
                "note": "",
                "size_mm": tuple(max(1, round(size)) for size in reading.size_mm[:3]),
                "after": [len(steps)] if steps else [],
                "is_in_house": False,
            }
        )
    return steps


@transaction.atomic
def card_correct(*, actor: Actor, proposal: Proposal, card: dict[str, str]) -> Proposal:
    """The hub puts lines of the specification card right; what it changes is kept as a labelled case."""
    proposal_policy.require(actor, "plan", proposal)
    hold(proposal, *IN_WORK)
    read_as = {line.key: line.text for line in reading_of(proposal.inquiry).card}
    lines = {key: value for key, value in checked_lines(card).items() if value != read_as.get(key, "")}
    Proposal.objects.filter(pk=proposal.pk).update(card=lines)
    proposal.card = lines
    label_keep(proposal)
    return proposal


def label_keep(proposal: Proposal) -> LabelledCase:
    """What was guessed and what the hub made of it, kept beside each other."""
    inquiry = proposal.inquiry
    reading = reading_of(inquiry)
    steps = proposal.steps.exclude(status=ProcessStepStatus.RELEASED).order_by("position")
    case, _made = LabelledCase.objects.update_or_create(
        proposal=proposal,
        defaults={
            "text": inquiry.text,
            "guessed": [step["process"] for step in first_plan(reading)],
            "processes": list(dict.fromkeys(steps.values_list("process", flat=True))),
            "guessed_card": {line.key: line.text for line in reading.card},
            "card": proposal.card,
            "updated_at": ClockTimestamp(),
        },
    )
    return case


def card_of(proposal: Proposal, reading: Reading | None = None) -> tuple[Line, ...]:
    """The card as the hub sees it: its own words over what was read."""
    return tuple(
        Line(line.key, proposal.card[line.key]) if proposal.card.get(line.key) else line
        for line in (reading or reading_of(proposal.inquiry)).card
    )
