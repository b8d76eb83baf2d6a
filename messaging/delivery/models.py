"""What must reach people outside the app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization, User
from marketplace.kernel.ids import new_id
from marketplace.kernel.models import Queued


class Delivery(Queued):
    """One text for one person, as one of a firm, by one channel. Written with the receipt of the event that it tells of."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    channel = models.CharField(max_length=20, help_text="name of a registered channel")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    event_id = models.UUIDField()
    subject = models.CharField(max_length=120)
    text = models.TextField()

    class Meta(Queued.Meta):
        verbose_name = _("delivery")
        constraints = [
            *Queued.Meta.constraints,
            models.UniqueConstraint(
                fields=["event_id", "user", "channel"], name="one_delivery_per_event_person_and_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.public_id}"
