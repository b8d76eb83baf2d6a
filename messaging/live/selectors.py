"""What the broadcaster asks about people: who acts, who is still signed in."""

from uuid import UUID

from django.contrib.sessions.models import Session
from django.utils import timezone

from marketplace.accounts.acting import actor_for, memberships_of
from marketplace.accounts.models import User
from marketplace.kernel.actors import Actor


def actor_by_id(user: User, organization: UUID) -> Actor | None:
    return actor_for(user, memberships_of(user), str(organization))


def still_signed_in(keys: dict[str, int]) -> set[str]:
    """Of session keys with their users those that are still valid for an active person with the same password."""
    users = User.objects.in_bulk(set(keys.values()))
    valid = set()
    for session in Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()):
        data = session.get_decoded()
        user = users.get(keys[session.session_key])
        if (
            user is not None
            and user.is_active
            and data.get("_auth_user_id") == str(user.pk)
            and data.get("_auth_user_hash") == user.get_session_auth_hash()
        ):
            valid.add(session.session_key)
    return valid
