"""What stands in the frame of every page: the sizes of text, the counters of the badges.

Upper apps add their counters in `AppConfig.ready`; all of them together cost one query.
"""

from collections.abc import Callable

from django.db.models import Expression, Subquery

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor

#: The sizes of text that a person can choose; the ordinary one has no name.
TEXT_SIZES = ("", "large", "huge")

#: By the badge's name (home, talk) the expression that counts for an actor.
badge_counters: dict[str, Callable[[Actor], Expression | Subquery]] = {}


def badges_of(actor: Actor, counted: dict[str, int]) -> dict[str, int]:
    """The numbers of all badges; those that a page has `counted` already are not counted again."""
    counts = {name: count(actor) for name, count in badge_counters.items() if name not in counted}
    rows = Organization.objects.filter(pk=actor.organization.pk)
    return {**counted, **(rows.values(**counts).get() if counts else {})}
