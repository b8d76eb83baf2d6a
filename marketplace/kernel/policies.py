"""One policy a kind of thing answers all questions of right: may they, which ones, what may they do here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import NotAllowed

Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Policy(Generic[Thing]):
    """`visible(actor)` gives the rows that the actor may know of; `actions` maps an act to its predicate.

    An unknown act is refused. The system may do everything that a service asks it to.
    """

    name: str
    visible: Callable[[Actor | None], QuerySet[Thing]]
    actions: dict[str, Callable[[Actor, Thing], bool]] = field(default_factory=dict)

    def may(self, actor: Actor | None, action: str, obj: Thing) -> bool:
        predicate = self.actions.get(action)
        if predicate is None or actor is None:
            return False
        return actor.is_system or bool(predicate(actor, obj))

    def require(self, actor: Actor | None, action: str, obj: Thing) -> None:
        if not self.may(actor, action, obj):
            raise NotAllowed(f"{self.name}.{action}")

    def allowed(self, actor: Actor | None, obj: Thing) -> set[str]:
        """Every act that the actor may do to `obj`: what a page shows as buttons."""
        return {action for action in self.actions if self.may(actor, action, obj)}

    def allowed_now(self, actor: Actor | None, obj: Thing) -> set[str]:
        """Those of them that the state of `obj` lets happen. An act that is no move of its machine stays in."""
        row: Any = obj  # what has states has a machine and a status, which plain models have not
        sources = {move.name: move.sources for move in row.machine.moves}
        return {action for action in self.allowed(actor, obj) if row.status in sources.get(action, (row.status,))}
