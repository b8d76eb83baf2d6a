"""Where a person goes on after joining. Upper apps add theirs in `AppConfig.ready`."""

from collections.abc import Callable

from django.http import HttpRequest

#: Each gives the name of the address where something of the person waits, or None.
onwards: list[Callable[[HttpRequest], str | None]] = []


def next_address(request: HttpRequest) -> str:
    """The first place where something waits, else home."""
    return next((name for onward in onwards if (name := onward(request))), "home")
