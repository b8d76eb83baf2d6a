"""Pigeons carry what goes out to whom they know. Each flight ends as the test has said beforehand."""

from messaging.delivery.models import Delivery
from messaging.delivery.registry import Channel, channels

#: Keys of organizations that have a loft.
lofts: set[int] = set()
#: How the next flights end: an exception, or None for an arrival.
outcomes: list[Exception | None] = []
arrived: list[tuple] = []


def _send(delivery: Delivery) -> None:
    if outcome := outcomes.pop(0):
        raise outcome
    arrived.append((delivery.user, delivery.text))


channels.add(
    Channel(
        name="pigeon",
        reaches=lambda member: member.organization_id in lofts,
        compose=lambda member, text, url: f"{text} {url}",
        send=_send,
    )
)
