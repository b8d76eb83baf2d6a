"""What the frame around every page shows."""

from django.http import HttpRequest

from marketplace.accounts.frame import badges_of


def frame(request: HttpRequest) -> dict:
    """Names for the frame: the actor, the organizations to switch to, the badges, the text size."""
    actor = getattr(request, "actor", None)
    badges = badges_of(actor) if actor is not None and not request.headers.get("HX-Request") else {}
    return {
        "actor": actor,
        "my_organizations": [m.organization for m in request.memberships] if actor is not None else [],
        "badges": badges,
        "text_size": request.COOKIES.get("text_size", "")
        if request.COOKIES.get("text_size") in {"large", "huge"}
        else "",
    }
