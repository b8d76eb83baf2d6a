"""What other packages know of a factory and its profile shows: each part one object, registered in `ready`."""

from collections.abc import Callable
from dataclasses import dataclass

from factories.profile.models import Factory
from marketplace.kernel.actors import Actor
from marketplace.kernel.registry import Registry

#: Where a part stands: on the profile among its buttons or in its body (which the printed card shows too), on the page of
#: editing among its buttons or below.
ACTIONS, BODY, EDIT_ACTIONS, EDIT = "actions", "body", "edit_actions", "edit"


@dataclass(frozen=True)
class ProfilePart:
    """`data` gives what `template` shows as `part`, None where there is nothing to show. The actor is None on the card
    that is handed round."""

    name: str
    place: str
    template: str
    data: Callable[[Factory, Actor | None], object | None]


@dataclass(frozen=True)
class ShownPart:
    template: str
    data: object


profile_parts: Registry[ProfilePart] = Registry("profile part")


def parts_of(factory: Factory, actor: Actor | None, place: str) -> tuple[ShownPart, ...]:
    """The parts that have something to show at this place, in the order of their registration."""
    found = [(part.template, part.data(factory, actor)) for part in profile_parts if part.place == place]
    return tuple(ShownPart(template, data) for template, data in found if data is not None)
