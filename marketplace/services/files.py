"""Keeping an uploaded file."""

from django.conf import settings
from django.core.files.base import ContentFile

from marketplace.accounts.models import Organization
from marketplace.drawings import safe
from marketplace.kernel.errors import Invalid
from marketplace.models import StoredFile


def file_store(upload, organization: Organization | None) -> StoredFile:
    """Make an upload safe and keep it under a random name. Raises Invalid with the reason."""
    try:
        kept = safe.make_safe(upload.name, upload.read(), max_bytes=settings.NAKAMA["UPLOAD_MAX_BYTES"])
    except safe.Refused as error:
        raise Invalid("file", str(error)) from error
    stored = StoredFile(
        organization=organization,
        name=kept.name,
        content_type=kept.content_type,
        size=len(kept.content),
        sha256=kept.sha256,
    )
    stored.file.save(stored.public_id.hex, ContentFile(kept.content), save=False)
    if kept.preview:
        stored.preview.save(stored.public_id.hex, ContentFile(kept.preview), save=False)
    stored.save()
    return stored
