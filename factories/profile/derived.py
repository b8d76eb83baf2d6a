"""What is derived from profiles and written with them, in the same transaction: the entries of the search."""

from collections.abc import Callable

from django.db.models import QuerySet

from factories.profile.models import Factory

#: Upper packages add theirs in `ready`: functions that write anew what they keep of these factories.
derivations: list[Callable[[QuerySet[Factory]], object]] = []


def derive(factories: QuerySet[Factory]) -> None:
    """Write anew whatever is kept of these factories elsewhere."""
    for write in derivations:
        write(factories)
