"""Counters of the frame's badges. Upper apps add theirs in `AppConfig.ready`; each costs one query."""

from collections.abc import Callable

from marketplace.kernel.actors import Actor

#: By the badge's name (home, talk) the function that counts for an actor.
badge_counters: dict[str, Callable[[Actor], int]] = {}
