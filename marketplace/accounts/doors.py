"""How often somebody may try to come in.

What counts against an address is kept by where it comes from, so that nobody uses up what another has: a stranger who asks
for codes in somebody's name spends the stranger's own allowance, and the code that was mailed to the owner's browser
stays good. All strangers together have an allowance for one address too, against guessing from many places and a full
mailbox; a browser in which the owner was signed in before is no stranger and does not touch it ("device cookies",
OWASP).
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.allowances import Rate, take
from marketplace.kernel.sources import source_of

COOKIE, COOKIE_AGE, REMEMBERED = "known", timedelta(days=365), 5
_SALT = "accounts.known"

#: Of one address: from one source, at once and in the long run, and from all strangers together. In the long run one
#: source gets less than all together get back, so that no single stranger keeps their allowance empty.
MAILS, PASSWORDS = Rate(5, timedelta(minutes=2)), Rate(5, timedelta(minutes=1))
MAILS_LONG, PASSWORDS_LONG = Rate(10, timedelta(hours=1)), Rate(15, timedelta(minutes=30))
MAILS_BY_STRANGERS, PASSWORDS_BY_STRANGERS = Rate(20, timedelta(minutes=5)), Rate(40, timedelta(minutes=3))
SECOND_STEPS = Rate(5, timedelta(minutes=1))
#: One number of an app is shown for a period, and taken for as many before and after as the tolerance says.
NUMBER = Rate(1, timedelta(seconds=30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)))
#: Of one source for all addresses: an office behind one line.
OF_A_SOURCE = Rate(40, timedelta(seconds=15))
#: Of one code that was mailed.
GUESSES = Rate(3, timedelta(days=1))


def source(request: HttpRequest) -> str:
    return source_of(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def may_be_mailed(request: HttpRequest, address: str) -> bool:
    """Whether one more mail (a code, a link for a new password) may go to this address for this request: asked by the form
    that it is typed into, and where it is sent, but counted once a request."""
    address = address.strip().lower()
    counted: set[str] = request.__dict__.setdefault("counted_mails", set())
    if address in counted:
        return True
    if not _may(request, "mail", address, MAILS, MAILS_LONG, MAILS_BY_STRANGERS):
        return False
    counted.add(address)
    return True


def may_try_password(request: HttpRequest, address: str) -> bool:
    return _may(request, "password", address, PASSWORDS, PASSWORDS_LONG, PASSWORDS_BY_STRANGERS)


def may_guess(request: HttpRequest, code: str) -> bool:
    """Three guesses of a code, however many arrive at once."""
    return take("guess", GUESSES, request.session.session_key or "", code)


def may_try_second_step(user: User) -> bool:
    return take("second step", SECOND_STEPS, str(user.pk))


def may_use_number(user: User, number: str) -> bool:
    """Whether the number of an app, or a spare code, was not used a moment ago."""
    return take("number", NUMBER, str(user.pk), number.strip())


def too_often() -> ValidationError:
    return ValidationError(
        _(
            "続けて何度も送られたので、受け付けませんでした。数分待って、もう一度押してください。届いたコードは使えます。"
        )
    )


def _may(request: HttpRequest, what: str, address: str, own: Rate, long: Rate, of_strangers: Rate) -> bool:
    address, place = address.strip().lower(), source(request)
    if _mark_of(address) in _known(request):
        return take(what, own, address, "known", place)
    return (
        take(what, own, address, "source", place)
        and take(what, long, address, "source in the long run", place)
        and take(what, OF_A_SOURCE, "source", place)
        and take(what, of_strangers, address)
    )


def remember(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """This browser is known to the owner of the address from now on."""
    mark = _mark_of(address.lower())
    marks = [mark, *(m for m in _known(request) if m != mark)][:REMEMBERED]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=_SALT),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _known(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return []


def _mark_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]
