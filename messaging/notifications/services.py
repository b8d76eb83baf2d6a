"""What people do with their notices."""

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from messaging.notifications.selectors import notices_of


def notices_read(*, actor: Actor) -> int:
    """The person has read all of them. Returns how many were new."""
    return notices_of(actor).filter(read_at=None).update(read_at=ClockTimestamp())
