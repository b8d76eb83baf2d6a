"""What the intake reads in an inquiry, with the place's own words, prices and cases; and what people make of it."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from marketplace.intake import Attached, Facts, Reading, read
from marketplace.intake.card import KEYS
from marketplace.intake.quantities import find_quantity
from marketplace.intake.questions import QUESTION_OF, SKIPPED, UNKNOWN, choice_of
from marketplace.intake.results import Line
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid
from marketplace.kernel.parents import hold
from marketplace.kernel.text import plain
from marketplace.models import Estimate, Inquiry, LabelledCase, Proposal
from marketplace.policies import proposals
from marketplace.selectors.known import cases_in_force, prices_in_force

LINE_AT_MOST = 200
_DRAWINGS = {"application/pdf": "drawing", "image/vnd.dxf": "drawing", "model/step": "model", "model/stl": "model"}


def checked_answers(answers: dict[str, str]) -> dict[str, str]:
    """Answers to questions that there are; others are dropped: a page may be older than the questions."""
    return {
        code: choice
        for code, choice in answers.items()
        if code in QUESTION_OF and (choice in (UNKNOWN, SKIPPED) or choice_of(code, choice))
    }


def checked_lines(card: dict[str, str]) -> dict[str, str]:
    """Lines of the card in somebody's own words; empty ones are none. Raises Invalid for one too long."""
    kept = {key: value.strip() for key, value in card.items() if key in KEYS and value.strip()}
    if any(len(value) > LINE_AT_MOST for value in kept.values()):
        raise Invalid("card.too_long", _("仕様カードの1行は %(n)s字 までです。") % {"n": LINE_AT_MOST})
    return kept


def attached_of(inquiry: Inquiry) -> tuple[Attached, ...]:
    """What is known of the files beside the words."""
    return tuple(
        Attached("photo" if kind.startswith("image/jp") else _DRAWINGS.get(kind, "drawing"), name)
        for kind, name in inquiry.attachments.values_list("stored__content_type", "stored__name")
    )


def read_words(text: str, facts: Facts) -> Reading:
    """The reading of any words, by what the place knows now."""
    return read(text, facts, taxonomy=taxonomy(), cases=cases_in_force(), prices=prices_in_force())


def facts_of(inquiry: Inquiry) -> Facts:
    return Facts(
        answers=tuple(inquiry.answers.items()),
        lines=tuple(inquiry.card.items()),
        quantity=inquiry.quantity,
        due=inquiry.wish_date,
        budget_yen=inquiry.budget_yen,
        attachments=attached_of(inquiry),
        today=jst_date(db_now()),
    )


def reading_of(inquiry: Inquiry) -> Reading:
    """What the orderer has said and answered."""
    return read_words(inquiry.text, facts_of(inquiry))


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


def estimate_keep(inquiry: Inquiry, reading: Reading) -> None:
    """Keep what was shown when the inquiry is posted, so that the final price can be held against it."""
    if not reading.routes:
        return
    Estimate.objects.create(
        inquiry=inquiry,
        fitting=reading.fitting.kind,
        confidence=reading.confidence.grade,
        is_drawn=reading.is_drawn,
        routes=[
            {
                "kind": route.kind,
                "processes": list(route.codes),
                "low": route.price.low,
                "high": route.price.high,
                "days_low": route.days.low,
                "days_high": route.days.high,
                "is_record": route.is_record,
            }
            for route in reading.routes
        ],
    )


def first_plan(reading: Reading, kind: str = "") -> list[dict]:
    """The steps of one of the routes (the fitting one unless `kind` names another) as a plan in the order of work, each
    with its reason; [] when nothing is recognised. Keys are those of `plans.plan_save`."""
    route = next((route for route in reading.routes if route.kind == kind), reading.fitting)
    steps = []
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
    proposals.require(actor, "plan", proposal)
    hold(proposal, "consulting", "planning", "quoting", "assembling")
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
    slots = proposal.slots.exclude(status="released").order_by("position")
    case, _made = LabelledCase.objects.update_or_create(
        proposal=proposal,
        defaults={
            "text": inquiry.text,
            "guessed": [step["process"] for step in first_plan(reading)],
            "processes": list(dict.fromkeys(slots.values_list("process", flat=True))),
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
