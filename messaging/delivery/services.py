"""The one queue of what goes out: written with the event's receipt, worked off by any number of senders."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.kernel.queue import Queue
from marketplace.kernel.text import one_line
from marketplace.kernel.wake import wake
from messaging.delivery.email.channel import EMAIL
from messaging.delivery.models import Delivery
from messaging.delivery.registry import channels


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told, as a person of a firm: the sentence in the person's language and where it leads."""

    member: Membership
    text: str
    url: str


def deliveries_queue(event_id: UUID, recipients: Iterable[Recipient]) -> None:
    """Queue one delivery a person and channel; the same event once more queues nothing. Wakes a sender after commit."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel=channel.name,
                user=to.member.user,
                organization=to.member.organization,
                event_id=event_id,
                subject=one_line(to.text)[:100],
                text=channel.compose(to.member, to.text, to.url),
            )
            for to in recipients
            for channel in channels
            if channel.reaches(to.member)
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(lambda: wake("delivery.deliver"), robust=True)


@dataclass(frozen=True)
class Letter:
    """A mail to an address that need be nobody's here, in the language of whoever is known by it."""

    address: str
    subject: str
    text: str


def letter_queue(event_id: UUID, letter: Letter) -> None:
    """Queue the letter; the same event once more queues nothing. Wakes a sender after commit."""
    sent = Delivery(
        channel=EMAIL.name,
        event_id=event_id,
        address=letter.address,
        subject=one_line(letter.subject)[:120],
        text=letter.text,
    )
    Delivery.objects.bulk_create([sent], ignore_conflicts=True)
    transaction.on_commit(lambda: wake("delivery.deliver"), robust=True)


def _send(delivery: Delivery) -> None:
    """Whoever has left the firm since, or may not be reached this way any more, gets nothing. A letter that has gone is
    not kept: it may let its reader do something."""
    channel = channels[delivery.channel]
    if delivery.user is None:
        channel.send(delivery)
        Delivery.objects.filter(pk=delivery.pk).update(text="")
        return
    member = Membership.objects.active().filter(user=delivery.user, organization=delivery.organization).first()
    if member is not None and channel.reaches(member):
        channel.send(delivery)


OUTGOING = Queue(rows=lambda: Delivery.objects.select_related("user"), do=_send, first_pause=10, longest_pause=900)


def deliver_due(limit: int = 50) -> int:
    """Send due deliveries. Returns how many went out. The limit keeps a call below ten minutes where the mail server takes
    the line and says nothing (10 s a letter)."""
    return OUTGOING.work_off(limit)
