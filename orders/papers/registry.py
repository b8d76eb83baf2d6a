"""The papers that an order can have, each in a folder of its own: what it must say and the sheet it is set on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

from marketplace.kernel.registry import Registry

#: What stands on a paper, as JSON values: kept with it, so that it can be set again.
Body = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `printed` gives the texts that the sheet shows beside the values of the body: days, amounts."""

    name: str
    title: str | Promise  # as shown: asks the catalogue when it is shown
    sheet: Path  # a typst file
    printed: Callable[[Body], dict[str, str]]
    required: Mapping[str, str | Promise]  # key of the body -> its name for whoever left it out

    def missing(self, body: Body) -> list[str]:
        """Names of required items that are empty."""
        return [str(label) for key, label in self.required.items() if body.get(key) in (None, "", 0)]


papers: Registry[Paper] = Registry("paper")
