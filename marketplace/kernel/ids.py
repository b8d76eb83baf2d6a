"""The ids that the outside sees: random, except while a fictional town is told from its seed."""

import hashlib
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[Callable[[], uuid.UUID]] = ContextVar("ids", default=uuid.uuid4)


def new_id() -> uuid.UUID:
    """A new public id (UUID version 4)."""
    return _source.get()()


def secret_hash(secret: str) -> str:
    """What is kept of a secret that a link carries: whoever reads the rows has no link."""
    return hashlib.sha256(secret.encode()).hexdigest()


@contextmanager
def ids_from(rng: random.Random) -> Iterator[None]:
    """Inside, ids follow from `rng` alone: guessable, so for invented rows only."""
    token = _source.set(lambda: uuid.UUID(int=rng.getrandbits(128), version=4))
    try:
        yield
    finally:
        _source.reset(token)
