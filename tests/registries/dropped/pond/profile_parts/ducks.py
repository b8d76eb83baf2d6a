"""The first part that an app without one adds to profiles: buttons and body, for everybody."""

from factories.profile.parts import ACTIONS, EDIT, EDIT_ACTIONS, ProfilePart, profile_parts

for place in (ACTIONS, EDIT_ACTIONS, EDIT):
    profile_parts.add(ProfilePart(f"ducks_{place}", place, "early.html", lambda factory, actor, at=place: f"鴨 {at}"))
