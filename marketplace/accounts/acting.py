"""The acting organization travels with the page: a hidden field in every form, a header on htmx requests, a field of
the socket's `hello`. The session only remembers the default for the next page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import OPEN_AGAIN, Stale

SESSION_KEY = "acting"
FIELD, HEADER = "acting", "X-Acting"


def memberships_of(user: Any) -> list[Membership]:
    """The person's live memberships with their organizations, one query, oldest first."""
    if not user.is_authenticated:
        return []
    return list(
        Membership.objects.active()
        .filter(user=user)
        .select_related("organization", "organization__municipality")
        .order_by("joined_at", "pk")
    )


def actor_for(user: Any, memberships: list[Membership], organization_id: str) -> Actor | None:
    """The actor for an organization named by public id; None when the person does not (or no longer) act for it."""
    for membership in memberships:
        if str(membership.organization.public_id) == organization_id:
            return Actor(user=user, organization=membership.organization, role=membership.role)
    return None


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a request, or None for visitors and people without an organization.

    A page that names an organization acts for that one or not at all: raises Stale when it is not the person's.
    """
    memberships = request.memberships
    if not memberships:
        return None
    named = request.headers.get(HEADER) or (request.POST.get(FIELD) if request.method == "POST" else None)
    if named:
        actor = actor_for(request.user, memberships, named)
        if actor is None:
            raise Stale(
                "acting",
                _("この会社の方としては操作できなくなりました。書いた内容は残っています。会社を切りかえてください。"),
            )
        return actor
    if request.method not in {"GET", "HEAD"}:
        raise Stale("acting_missing", OPEN_AGAIN)
    remembered = request.session.get(SESSION_KEY)
    return (remembered and actor_for(request.user, memberships, remembered)) or actor_for(
        request.user, memberships, str(memberships[0].organization.public_id)
    )
