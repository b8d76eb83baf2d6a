"""Keeping an uploaded file."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.files import safe
from marketplace.files.models import StoredFile
from marketplace.kernel.disk import files_undone
from marketplace.kernel.errors import Invalid

#: What pictures are kept as.
PHOTO = "image/jpeg"


@files_undone()
def file_keep(upload: UploadedFile, organization: Organization | None) -> StoredFile:
    """Keep an upload that is safe, or is made so, under a random name. Raises Invalid with the reason, NoRoom."""
    kept = _safe(upload)
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


def _safe(upload: UploadedFile) -> safe.SafeFile:
    """What the form has made of it, else what is made of it now."""
    made = getattr(upload, "made_safe", None)
    try:
        if isinstance(made, safe.Refused):
            raise made
        return made or safe.make_safe(str(upload.name), upload.read(), max_bytes=settings.NAKAMA["UPLOAD_MAX_BYTES"])
    except safe.Refused as error:
        raise Invalid("file", str(error)) from error


def photo_keep(upload: UploadedFile, organization: Organization | None) -> StoredFile:
    """The same for pictures alone, upright and without place and camera. Raises Invalid for everything else."""
    stored = file_keep(upload, organization)
    if stored.content_type != PHOTO:
        file_forget(stored)
        raise Invalid("photo.kind", _("%(name)s は写真ではありません。") % {"name": stored.name})
    return stored


def file_forget(stored: StoredFile) -> None:
    """Delete the row now and the bytes after commit."""
    kept = [field for field in (stored.file, stored.preview) if field]

    def delete_bytes() -> None:
        for field in kept:
            field.storage.delete(str(field.name))

    transaction.on_commit(delete_bytes)
    stored.delete()
