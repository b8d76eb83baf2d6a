"""What the intake reads in an inquiry, with the place's own words, prices and cases."""

from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from marketplace.inquiries.knowledge import cases_in_force, prices_in_force
from marketplace.inquiries.models import Estimate, Inquiry
from marketplace.intake import Attached, Facts, Reading, read
from marketplace.intake.card import KEYS
from marketplace.intake.questions import QUESTION_OF, SKIPPED, UNKNOWN, choice_of
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid
from marketplace.kernel.present import present

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


def estimate_keep(inquiry: Inquiry, reading: Reading) -> None:
    """Keep what was shown when the inquiry is posted, so that the final price can be held against it."""
    if not reading.routes:
        return
    Estimate.objects.create(
        inquiry=inquiry,
        fitting=present(reading.fitting).kind,
        confidence=present(reading.confidence).grade,
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
