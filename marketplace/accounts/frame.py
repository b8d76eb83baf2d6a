"""Counters of the frame's badges. Upper apps add theirs in `AppConfig.ready`; each costs one query."""

from collections.abc import Callable

from marketplace.kernel.actors import Actor

#: Functions that give {badge name: number} for an actor; names: home, cases, talk.
badge_counters: list[Callable[[Actor], dict[str, int]]] = []
