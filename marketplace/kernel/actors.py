"""Who acts, and for which firm."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Actor:
    """A person in the name of an organization, or the system itself with its cause.

    `role` is the membership's role in the organization: owner, approver, member, viewer; `person` for somebody who acts
    for themself alone; `system` for the system. `serves`: primary keys of the firms that a page has found it to be the desk
    of, so that it asks once; None: not found out.
    """

    user: Any = None
    organization: Any = None
    role: str = ""
    cause: str = ""
    serves: frozenset[int] | None = None

    @property
    def is_system(self) -> bool:
        return self.role == "system"

    @property
    def role_label(self) -> str:
        kinds = self.organization.kind_labels if self.organization else []
        return _("・").join(kinds)

    @property
    def may_write(self) -> bool:
        return self.is_system or self.role in {"owner", "approver", "member"}

    @property
    def may_approve(self) -> bool:
        """Awards, orders and payments bind the firm: owners and approvers only."""
        return self.is_system or self.role in {"owner", "approver"}

    @property
    def key(self) -> str:
        """Stable text that names the actor in records that outlive rows."""
        if self.is_system:
            return f"system:{self.cause}"
        return f"user:{self.user.public_id}"


def person(user: Any) -> Actor:
    """Somebody for themself, before they belong to an organization or beside it."""
    return Actor(user=user, role="person")


def system(cause: str) -> Actor:
    """The system acting; `cause` says why (deadline, award, recompute ...)."""
    return Actor(role="system", cause=cause)
