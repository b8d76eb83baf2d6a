"""What a visitor wrote before signing up, kept in the session through it."""

from datetime import date

from django.http import HttpRequest

FIRST_WORDS = "first_words"


def keep_words(request: HttpRequest, facts: dict) -> None:
    """Keep what a visitor wrote through signing up."""
    day = facts.get("wish_date")
    request.session[FIRST_WORDS] = {**facts, "wish_date": day.isoformat() if day else None}


def kept_words(request: HttpRequest) -> dict:
    kept = request.session.get(FIRST_WORDS) or {}
    day = kept.get("wish_date")
    return {**kept, "wish_date": date.fromisoformat(day) if day else None} if kept else {}


def where_words_wait(request: HttpRequest) -> str | None:
    """The page that goes on with what a visitor wrote."""
    return "inquiry_new" if request.session.get(FIRST_WORDS) else None


def forget_words(request: HttpRequest) -> None:
    request.session.pop(FIRST_WORDS, None)
