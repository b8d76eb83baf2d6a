"""The operators of the place: superusers, who act for no firm."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, NotAllowed


def is_operator(user: User) -> bool:
    return user.is_active and user.is_staff and user.is_superuser


def operator(user: User) -> Actor:
    """The operator of the place: acts for no firm."""
    return Actor(user=user, role="operator")


def reason_of(why: str) -> str:
    """Why an operator decides so, as it is kept. Raises Invalid without one."""
    if not (reason := why.strip()[:300]):
        raise Invalid("operator.why", _("理由を書いてください。"))
    return reason


def require_operator(actor: Actor) -> None:
    """Raises NotAllowed for everybody but operators and the system."""
    if not actor.is_system and not (actor.role == "operator" and is_operator(actor.user)):
        raise NotAllowed("operator")
