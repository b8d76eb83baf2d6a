"""The only user of the channel layer: a doorbell without content. What rang is read again from the rows, with rights
asked again. A bell may be lost at any time; the broadcaster's sweep finds what it would have told."""

import asyncio
import logging
from collections.abc import Iterable
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from marketplace.kernel.breaker import REDIS, Resting

logger = logging.getLogger(__name__)
GROUP = "nakama.bell"
TYPE = "bell"
LIMIT = 0.5  # seconds for one ring


async def ring_bell(*, rooms: Iterable[tuple[int, int]] = (), subjects: Iterable[UUID] = ()) -> None:
    """Ring once for rooms (key and new sequence) and watched subjects (public ids). Never raises, never takes longer than
    LIMIT, and does not even try while Redis is known to be away."""
    message = {"type": TYPE, "rooms": list(rooms), "subjects": [str(s) for s in subjects]}
    try:
        with REDIS.attempt():
            async with asyncio.timeout(LIMIT):
                await get_channel_layer().group_send(GROUP, message)
    except Resting:
        pass
    except Exception as error:  # Redis may vanish at any time
        logger.warning("bell not rung: %s", type(error).__name__)


def ring_after_commit(*, rooms: Iterable[tuple[int, int]] = (), subjects: Iterable[UUID] = ()) -> None:
    """From synchronous code: ring when the transaction has committed."""
    rooms, subjects = list(rooms), list(subjects)
    transaction.on_commit(lambda: async_to_sync(ring_bell)(rooms=rooms, subjects=subjects), robust=True)


class Listener:
    """One subscription of this process."""

    def __init__(self) -> None:
        self.layer = get_channel_layer()
        self.channel = None

    async def listen(self) -> dict:
        """The next bell. Subscribes on first use; raises what the layer raises, after which a new listener is made."""
        if self.channel is None:
            self.channel = await self.layer.new_channel()
            await self.layer.group_add(GROUP, self.channel)
        return await self.layer.receive(self.channel)

    async def close(self) -> None:
        if self.channel is not None:
            try:
                async with asyncio.timeout(LIMIT):
                    await self.layer.group_discard(GROUP, self.channel)
            except Exception as error:
                logger.info("bell channel not left: %s", type(error).__name__)
