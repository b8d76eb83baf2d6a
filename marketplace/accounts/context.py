"""What the frame around every page shows."""

from django.http import HttpRequest

from marketplace.accounts.frame import badge_counters


def frame(request: HttpRequest) -> dict:
    """Names for the frame: the actor, the organizations to switch to, the badges, the text size."""
    actor = getattr(request, "actor", None)
    # A view that has counted already for its own page says so in `request.badges`.
    badges = getattr(request, "badges", {})
    if actor is not None and not request.headers.get("HX-Request"):
        badges = {name: count(actor) for name, count in badge_counters.items() if name not in badges} | badges
    return {
        "actor": actor,
        "my_organizations": [m.organization for m in request.memberships] if actor is not None else [],
        "badges": badges,
        "moji": request.COOKIES.get("moji", "") if request.COOKIES.get("moji") in {"dai", "tokudai"} else "",
    }
