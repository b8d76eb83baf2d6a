"""The papers that an order can have, each in a folder of its own: when it goes out, what it says, what it must say and
the sheet it is set on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

from marketplace.kernel.registry import Registry

#: What stands on a paper, as JSON values: kept with it, so that it can be set again.
Body = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `goes_with`: the events with which it goes out to both sides. `body` gives what stands on it for
    an order (with its two firms and their municipalities) as it stands on a day; its revision and the one before are
    added. `printed` gives the texts that the sheet shows beside the values of the body: days, amounts."""

    name: str
    title: str | Promise  # as shown: asks the catalogue when it is shown
    sheet: Path  # a typst file
    body: Callable[[Any, date], Body]
    printed: Callable[[Body], dict[str, str]]
    required: Mapping[str, str | Promise]  # key of the body -> its name for whoever left it out
    goes_with: frozenset[str] = frozenset()

    def missing(self, body: Body) -> list[str]:
        """Names of required items that are empty."""
        return [str(label) for key, label in self.required.items() if body.get(key) in (None, "", 0)]


papers: Registry[Paper] = Registry("paper")
