"""相談する: what the page shows while somebody writes, and what a visitor wrote before signing up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.accounts.gates import public_page
from marketplace.inquiries.forms import CARD_FIELDS, InquiryForm
from marketplace.inquiries.knowledge import works_like
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import visible_inquiries
from marketplace.inquiries.services import inquiries
from marketplace.inquiries.services.estimates import attached_of, checked_answers, read_words
from marketplace.intake import Facts
from marketplace.intake.marks import marked
from marketplace.intake.questions import QUESTION_OF, SKIPPED, choice_of
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404

_FIELDS = ("text", "title", "stage", "quantity", "wish_date", "budget_yen", "scope", "teaser")


def words_of(form: InquiryForm) -> dict:
    """What of a form fits, whatever else is wrong with it."""
    form.is_valid()
    facts = form.facts()
    return {**facts, "text": (facts.get("text") or form.data.get("text", ""))[: inquiries.MAX_TEXT]}


def ask_page(request: HttpRequest, inquiry: Inquiry | None, *, form: InquiryForm | None = None, initial=None):
    """Template and context of the page: a draft, or a visitor's first words."""
    if form is None:
        start = {name: getattr(inquiry, name) for name in _FIELDS} if inquiry else initial or {}
        card = inquiry.card if inquiry else start.get("card", {})
        form = InquiryForm(initial={**start, **{f"card_{key}": card.get(key, "") for key in CARD_FIELDS}})
        answers = inquiry.answers if inquiry else start.get("answers", {})
        facts = {**start, "card": card, "answers": answers}
    else:
        facts = words_of(form)
    context = {
        "section": "cases",
        "inquiry": inquiry,
        "form": form,
        "attachments": inquiry.attachments.select_related("stored") if inquiry else (),
        "max_files": inquiries.MAX_FILES,
        **_understood(facts, inquiry),
    }
    return "inquiries/compose.html", context


@public_page("POST")
def inquiry_read(request: HttpRequest) -> HttpResponse:
    """The pieces of the page that follow the words; nothing is kept. The next question comes when it is asked for, or
    when the one that stands there has been answered by the text."""
    inquiry = None
    if request.POST.get("inquiry"):
        inquiry = get_visible_or_404(visible_inquiries(request.actor), request.POST["inquiry"])
    form = InquiryForm(request.POST)
    levers = {key[6:]: value[:20] for key, value in request.POST.items() if key.startswith("lever_")}
    context = _understood(words_of(form), inquiry, levers)
    asking = request.POST.get("asking", "")
    moves_on = "next" in request.POST or "forget" in request.POST
    if not moves_on and asking:
        # An answer that is only being chosen has not answered the question.
        given = form.cleaned_data.get("answer") or {}
        still = (
            _understood({**words_of(form), "answers": given}, inquiry, levers)
            if form.cleaned_data.get("pick")
            else context
        )
        moves_on = asking not in {question.code for question in still["reading"].questions}
    context |= {"inquiry": inquiry, "with_question": moves_on or not asking}
    return render(request, "inquiries/compose_live.html", context)


def _understood(facts: dict, inquiry: Inquiry | None, levers: dict[str, str] | None = None) -> dict:
    answers = checked_answers(facts.get("answers") or {})
    reading = read_words(
        facts.get("text") or "",
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
    text = facts.get("text") or ""
    pieces, lines = marked(text, reading.card, reading.processes)
    return {
        "reading": reading,
        "pieces": pieces,
        "lines": lines,
        "asked": len(answers) + 1,
        "asked_in_all": len(answers) + len(reading.questions),
        "has_words": bool(text.strip()),
        "answers": answers,
        "answered": [row for code, choice in answers.items() if (row := _answered(code, choice))],
        "works": works_like(text),
        "teaser": inquiries.teaser_from(reading, inquiries.stage_from(facts.get("stage") or "", reading)),
    }


def _answered(code: str, choice: str) -> dict | None:
    """An answer that was given, to be shown and taken back."""
    if choice == SKIPPED:
        return None
    found = choice_of(code, choice)
    return {"question": QUESTION_OF[code], "label": found.label if found else _("わからない")}
