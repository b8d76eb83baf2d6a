"""A hub sees that the firm rises early."""

from factories.profile.models import Factory
from factories.profile.parts import BODY, ProfilePart, profile_parts
from marketplace.kernel.actors import Actor


def _early(factory: Factory, actor: Actor | None) -> str | None:
    return f"{factory} は朝が早い" if actor and actor.organization.is_hub else None


profile_parts.add(ProfilePart("early", BODY, "early.html", _early))
