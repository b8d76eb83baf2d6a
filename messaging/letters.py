"""Sending letters: one at a time under a row lock that other senders skip, with a Message-ID made of the row, so that
a repeat after a crash can be recognised by whoever receives it."""

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from marketplace.kernel.clock import ClockTimestamp, db_now
from messaging.models import Letter

logger = logging.getLogger(__name__)
TRIES = 8


def send_due(limit: int = 200) -> int:
    """Send pending letters. Returns how many went out."""
    sent = 0
    for _ in range(limit):
        outcome = _send_one()
        if outcome is None:
            break
        sent += outcome
    return sent


def _send_one() -> int | None:
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .filter(status=Letter.PENDING, next_at__lte=ClockTimestamp())
            .order_by("next_at", "pk")
            .first()
        )
        if letter is None:
            return None
        try:
            EmailMessage(
                subject=letter.subject,
                body=letter.text,
                to=[letter.user.email],
                headers={"Message-ID": f"<{letter.public_id}@nakama-mawashi>"},
            ).send()
        except Exception as error:  # a dead mail server must not stop the others
            attempts = letter.attempts + 1
            logger.error("letter %s not sent: %s", letter.public_id, type(error).__name__)
            Letter.objects.filter(pk=letter.pk).update(
                attempts=attempts,
                status=Letter.PARKED if attempts >= TRIES else Letter.PENDING,
                next_at=db_now() + timedelta(seconds=min(2**attempts * 5, 900)),
            )
            return 0
        Letter.objects.filter(pk=letter.pk).update(status=Letter.SENT, sent_at=ClockTimestamp())
        return 1
