"""A firm takes its own entry along as a file."""

from factories.profile.models import Factory
from factories.profile.parts import EDIT_ACTIONS, ProfilePart, profile_parts
from marketplace.kernel.actors import Actor


def _own(factory: Factory, actor: Actor | None) -> Factory | None:
    return factory if actor is not None and factory.organization == actor.organization else None


profile_parts.add(ProfilePart("export_own", EDIT_ACTIONS, "importing/parts/export_own.html", _own))
