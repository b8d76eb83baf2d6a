"""What the frame around every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from marketplace.accounts.frame import TEXT_SIZES, badges_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names for the frame: the actor, the badges, the sizes of text."""
    actor = getattr(request, "actor", None)
    is_member = actor is not None and actor.organization is not None
    counted = getattr(request, "counted", {})  # set by the view whose page has counted what a badge shows
    chosen = request.COOKIES.get("text_size", "")
    chosen = chosen if chosen in TEXT_SIZES else ""
    labels = (_("標準"), _("大"), _("特大"))
    return {
        "actor": actor,
        "has_other_organizations": is_member and len(request.memberships) > 1,
        "badges": badges_of(actor, counted) if is_member and not request.headers.get("HX-Request") else {},
        "here": _here(request),
        "text_size": chosen,
        "file_most": settings.NAKAMA["UPLOAD_MAX_BYTES"],
        "text_sizes": [(size, label, size == chosen) for size, label in zip(TEXT_SIZES, labels, strict=True)],
    }


def _here(request: HttpRequest) -> str:
    """The address that the buttons of the frame come back to. A page that stands at the address of a refused POST is left
    for the page that the POST came from: its own address cannot be asked for."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    return came_from if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}) else ""
