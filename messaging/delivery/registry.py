"""The ways to reach people outside the app: each channel in a folder of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.accounts.models import Membership
from marketplace.kernel.registry import Registry
from messaging.delivery.models import Delivery


@dataclass(frozen=True, kw_only=True)
class Channel:
    """`reaches`: whether a person of a firm is told by this channel. `compose`: the text that goes out for a sentence
    and the address it leads to. `send` sends one delivery; it raises `PermanentFault` when it can never arrive and
    `PassingFault` when it may later. A delivery may be sent twice after a crash: its public id says that it is the same.
    """

    name: str
    reaches: Callable[[Membership], bool]
    compose: Callable[[Membership, str, str], str]
    send: Callable[[Delivery], None]


channels: Registry[Channel] = Registry("channel")
