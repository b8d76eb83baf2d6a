"""Whoever may begin to write for a firm finds the way on its profile."""

from factories.consent.policies import consent_policy
from factories.profile.models import Factory
from factories.profile.parts import ACTIONS, ProfilePart, profile_parts
from factories.profile.policies import factory_policy
from marketplace.kernel.actors import Actor


def _to_record(factory: Factory, actor: Actor | None) -> Factory | None:
    """The firm, where the actor may begin to write for it."""
    if factory_policy.may(actor, "edit", factory) or not consent_policy.may(actor, "record", factory):
        return None
    return factory


profile_parts.add(ProfilePart("consent_to_record", ACTIONS, "consent/parts/record.html", _to_record))
