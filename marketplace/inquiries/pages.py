"""Pages of an inquiry before it is posted, and its public part afterwards."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.inquiries.forms import CARD_FIELDS, InquiryForm, words_of
from marketplace.inquiries.knowledge import Work, works_like
from marketplace.inquiries.models import Attachment, Inquiry
from marketplace.inquiries.policies import visible_attachments, visible_inquiries
from marketplace.inquiries.services.estimates import attached_of, checked_answers, read_words
from marketplace.inquiries.services.inquiries import MAX_FILES, stage_from, teaser_from
from marketplace.intake import Facts, Reading
from marketplace.intake.marks import Piece, Row, marked
from marketplace.intake.questions import QUESTION_OF, SKIPPED, choice_of
from marketplace.intake.results import Confidence, Lever, Question, Route
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now


@dataclass(frozen=True)
class AnsweredRow:
    """An answer that was given, to be shown and taken back."""

    question: Question
    label: str


@dataclass(frozen=True)
class RouteCard:
    route: Route
    title: str
    sureness: str


@dataclass(frozen=True)
class LeverRow:
    lever: Lever
    is_number: bool


@dataclass(frozen=True)
class Understood:
    """What is read in the words: marked in the text, as lines of the card, as ways of making; and what is still asked."""

    reading: Reading
    has_words: bool
    pieces: tuple[Piece, ...]
    lines: tuple[Row, ...]
    question: Question | None
    asked: int
    asked_in_all: int
    answers: dict[str, str]
    answered: tuple[AnsweredRow, ...]
    routes: tuple[RouteCard, ...]
    levers: tuple[LeverRow, ...]
    works: tuple[Work, ...]
    teaser: str


def understood(
    facts: dict[str, Any], inquiry: Inquiry | None = None, levers: dict[str, str] | None = None
) -> Understood:
    """Read what somebody wrote and answered so far, with the files of their draft; `levers` are only tried out."""
    text = facts.get("text") or ""
    answers = checked_answers(facts.get("answers") or {})
    reading = read_words(
        text,
        Facts(
            answers=tuple(answers.items()),
            lines=tuple((facts.get("card") or {}).items()),
            quantity=facts.get("quantity"),
            due=facts.get("wish_date"),
            budget_yen=facts.get("budget_yen"),
            attachments=attached_of(inquiry) if inquiry else (),
            levers=tuple((levers or {}).items()),
            today=jst_date(db_now()),
        ),
    )
    pieces, lines = marked(text, reading.card, reading.processes)
    return Understood(
        reading=reading,
        has_words=bool(text.strip()),
        pieces=pieces,
        lines=lines,
        question=next(iter(reading.questions), None),
        asked=len(answers) + 1,
        asked_in_all=len(answers) + len(reading.questions),
        answers=answers,
        answered=tuple(_answered(code, choice) for code, choice in answers.items() if choice != SKIPPED),
        routes=tuple(_route(route, reading.confidence) for route in reading.routes_best_first),
        levers=tuple(LeverRow(lever, lever.code == "quantity") for lever in reading.levers),
        works=tuple(works_like(text)),
        teaser=teaser_from(reading, stage_from(facts.get("stage") or "", reading)),
    )


def _answered(code: str, choice: str) -> AnsweredRow:
    found = choice_of(code, choice)
    return AnsweredRow(QUESTION_OF[code], found.label if found else _("わからない"))


def _route(route: Route, confidence: Confidence) -> RouteCard:
    titles = {"one": _("早い・安い一個"), "few": _("丈夫な少量"), "many": _("たくさん作る")}
    grades = {"high": _("目安(高)"), "middle": _("目安(中)"), "low": _("目安(低)")}
    return RouteCard(route, titles[route.kind], _("実績") if route.is_record else grades[confidence.grade])


@dataclass(frozen=True)
class ComposePage:
    """`inquiry`: the draft; None while a visitor writes the first words."""

    section: ClassVar[str] = "cases"

    inquiry: Inquiry | None
    form: InquiryForm
    attachments: tuple[Attachment, ...]
    max_files: int
    understood: Understood
    refused: Refusal = NOT_REFUSED


def compose_page(
    inquiry: Inquiry | None, refused: Refusal = NOT_REFUSED, *, words: dict[str, Any] | None = None
) -> ComposePage:
    """相談する: the draft as it is, or as it was typed; without one, the first `words`."""
    facts = {name: getattr(inquiry, name) for name in _FACTS} if inquiry else words or {}
    card = facts.get("card") or {}
    form = refused.form_or(InquiryForm, initial={**facts, **{f"card_{key}": card.get(key, "") for key in CARD_FIELDS}})
    return ComposePage(
        inquiry=inquiry,
        form=form,
        attachments=tuple(inquiry.attachments.select_related("stored")) if inquiry else (),
        max_files=MAX_FILES,
        understood=understood(words_of(form) if form.is_bound else facts, inquiry),
        refused=refused,
    )


_FACTS = ("text", "title", "stage", "quantity", "wish_date", "budget_yen", "scope", "teaser", "card", "answers")


@dataclass(frozen=True)
class LivePage:
    """The pieces that follow the words while somebody writes."""

    inquiry: Inquiry | None
    understood: Understood
    has_question: bool


@dataclass(frozen=True)
class WantedPage:
    section: ClassVar[str] = "cases"

    rows: Page


@dataclass(frozen=True)
class TeaserPage:
    """The public part. `sees_all`: the reader may read the rest too."""

    section: ClassVar[str] = "cases"

    inquiry: Inquiry
    attachments: QuerySet[Attachment]
    sees_all: bool


def teaser_page(actor: Actor | None, inquiry: Inquiry) -> TeaserPage:
    return TeaserPage(
        inquiry=inquiry,
        attachments=visible_attachments(None).filter(inquiry=inquiry),
        sees_all=visible_inquiries(actor).filter(pk=inquiry.pk).exists(),
    )
