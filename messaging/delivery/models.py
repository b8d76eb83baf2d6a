"""What must reach people outside the app."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization, User
from marketplace.kernel.ids import new_id
from marketplace.kernel.models import Queued


class Delivery(Queued):
    """One text for one person, as one of a firm, by one channel; or a letter to an address that need be nobody's here.
    Written with the receipt of the event that it tells of."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    channel = models.CharField(max_length=20, help_text="name of a registered channel")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(blank=True)
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
            models.UniqueConstraint(
                fields=["event_id", "address"], condition=Q(user=None), name="one_letter_per_event_and_address"
            ),
            models.CheckConstraint(
                name="delivery_to_a_person_or_an_address",
                condition=Q(user__isnull=False, organization__isnull=False, address="")
                | (Q(user=None, organization=None) & ~Q(address="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.public_id}"
