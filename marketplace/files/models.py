"""Files as they are kept: bytes under a random name, served only through a view that asks the policy."""

from django.db import models

from marketplace.accounts.models import Organization
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id


class StoredFile(models.Model):
    """One uploaded file: what it is was decided by its bytes, not by its name."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="originals/%Y/%m")
    preview = models.FileField(upload_to="previews/%Y/%m", blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
