"""What people were told."""

from django.db import models

from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp


class Notice(models.Model):
    """One person is told one fact, in the app."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    event_id = models.UUIDField()
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event_id", "user", "organization"], name="one_notice_per_event_and_person")
        ]

    def __str__(self) -> str:
        return self.text
