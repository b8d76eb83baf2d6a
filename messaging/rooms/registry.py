"""What there are rooms about: each kind of subject in a module of its own below `kinds`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from marketplace.accounts.models import Organization
from marketplace.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class RoomKind:
    """One kind of subject that its parties talk over.

    `visible` gives the subjects to which an organization is party, `parties` for public ids of subjects rows of
    (public id, primary keys of organizations; None is nobody). Who is party is asked of the subject each time, and a
    subject that `is_over` takes no new words.
    """

    name: str
    label: str  # as shown: asks the catalogue when it is shown
    mark: str  # one letter that stands for it in lists
    subjects: Callable[[], QuerySet]
    title: Callable[[Any], str]
    visible: Callable[[Organization], QuerySet]
    parties: Callable[[list[UUID]], Iterable[tuple]]
    is_over: Callable[[Any], bool]
    is_named_by_title: bool = False  # else by the firms on the other side

    def subject(self, public_id: UUID) -> Model | None:
        return self.subjects().filter(public_id=public_id).first()


room_kinds: Registry[RoomKind] = Registry("kind of room")
