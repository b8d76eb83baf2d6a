"""What a profile shows of who writes for the firm."""

from django.db.models import QuerySet

from factories.consent.models import ProxyConsent
from factories.consent.policies import consent_policy
from factories.profile.models import Factory
from factories.profile.parts import ACTIONS, EDIT, ProfilePart, profile_parts
from factories.profile.policies import factory_policy
from marketplace.kernel.actors import Actor


def _to_record(factory: Factory, actor: Actor | None) -> Factory | None:
    """The firm, where the actor may begin to write for it."""
    if factory_policy.may(actor, "edit", factory) or not consent_policy.may(actor, "record", factory):
        return None
    return factory


def _in_force(factory: Factory, actor: Actor | None) -> QuerySet[ProxyConsent] | None:
    """Who writes for the firm, for the firm itself."""
    if actor is None or factory.organization != actor.organization:
        return None
    found = ProxyConsent.objects.filter(factory=factory, ended_at=None).select_related("organization")
    return found if found else None


profile_parts.add(ProfilePart("consent_to_record", ACTIONS, "consent/parts/record.html", _to_record))
profile_parts.add(ProfilePart("consents_in_force", EDIT, "consent/parts/in_force.html", _in_force))
