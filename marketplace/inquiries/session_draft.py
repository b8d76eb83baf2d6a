"""What a visitor wrote before signing up, kept in the session through it."""

from datetime import date, timedelta

from django.http import HttpRequest

from marketplace.accounts.doors import source
from marketplace.kernel.allowances import Rate, take

FIRST_WORDS = "first_words"
#: Of one source: an office of people who try it out.
WORDS = Rate(30, timedelta(seconds=20))


def keep_words(request: HttpRequest, facts: dict) -> bool:
    """Keep what a visitor wrote through signing up, for a day. Gives whether there was room: one source does not fill the place
    with words."""
    if not take("visitor's words", WORDS, source(request)):
        return False
    if not request.user.is_authenticated:
        request.session.set_expiry(timedelta(days=1))
    day = facts.get("wish_date")
    request.session[FIRST_WORDS] = {**facts, "wish_date": day.isoformat() if day else None}
    return True


def kept_words(request: HttpRequest) -> dict:
    kept = request.session.get(FIRST_WORDS) or {}
    day = kept.get("wish_date")
    return {**kept, "wish_date": date.fromisoformat(day) if day else None} if kept else {}


def where_words_wait(request: HttpRequest) -> str | None:
    """The page that goes on with what a visitor wrote."""
    return "inquiry_new" if request.session.get(FIRST_WORDS) else None


def forget_words(request: HttpRequest) -> None:
    request.session.pop(FIRST_WORDS, None)
