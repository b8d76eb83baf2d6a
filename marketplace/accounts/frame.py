"""What stands in the frame of every page: the sizes of text, the counters of the badges.

Upper apps add their counters in `AppConfig.ready`; all of them together cost one query.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Expression, Subquery

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor

#: The sizes of text that a person can choose; the ordinary one has no name.
TEXT_SIZES = ("", "large", "huge")

#: By the badge's name (home, talk) the expression that counts for an actor. It is made of who the actor is and nothing
#: else: it looks nothing up and reads no clock of this process, for it is kept.
badge_counters: dict[str, Callable[[Actor], Expression | Subquery]] = {}


def badges_of(actor: Actor, counted: dict[str, int]) -> dict[str, int]:
    """The numbers of all badges; those that a page has `counted` already are not counted again."""
    names = tuple(name for name in badge_counters if name not in counted)
    if not names:
        return counted
    facts = tuple(getattr(actor.organization, field.attname) for field in Organization._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(*counting(names, actor, facts))
        return {**counted, **dict(zip(names, cursor.fetchone(), strict=True))}


@lru_cache(maxsize=512)
def counting(names: tuple[str, ...], actor: Actor, _facts: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The query of these badges and its parameters. Building and compiling its dozen parts takes longer than answering
    it, on every page: it is kept while the actor, and what is known of the firm, is the same."""
    counts = {name: badge_counters[name](actor) for name in names}
    return Organization.objects.filter(pk=actor.organization.pk).values(**counts).query.sql_with_params()
