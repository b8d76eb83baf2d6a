"""A firm sees who writes for it."""

from django.db.models import QuerySet

from factories.consent.models import ProxyConsent
from factories.profile.models import Factory
from factories.profile.parts import EDIT, ProfilePart, profile_parts
from marketplace.kernel.actors import Actor


def _in_force(factory: Factory, actor: Actor | None) -> QuerySet[ProxyConsent] | None:
    """Who writes for the firm, for the firm itself."""
    if actor is None or factory.organization != actor.organization:
        return None
    found = ProxyConsent.objects.filter(factory=factory, ended_at=None).select_related("organization")
    return found if found else None


profile_parts.add(ProfilePart("consents_in_force", EDIT, "consent/parts/in_force.html", _in_force))
