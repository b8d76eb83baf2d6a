"""Kept bytes on their way out. The view has asked the policy."""

from django.http import FileResponse, HttpResponse

from marketplace.files.models import StoredFile
from marketplace.kernel.errors import NotFound


def send_file(stored: StoredFile, *, preview: bool = False, is_public: bool = False) -> HttpResponse:
    """The bytes with the type we decided on. Only pictures that we encoded ourselves are shown in place; everything
    else is saved by the browser and never run. `is_public`: what everybody may see may be kept by caches between."""
    if preview and not stored.preview:
        raise NotFound("preview")
    field = stored.preview if preview else stored.file
    response = FileResponse(
        field.open("rb"),
        content_type="image/jpeg" if preview else stored.content_type,
        as_attachment=not (preview or stored.is_image and stored.content_type == "image/jpeg"),
        filename=stored.name,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=3600" if is_public else "private, max-age=300"
    return response
