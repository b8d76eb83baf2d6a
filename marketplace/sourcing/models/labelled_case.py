"""What a reading guessed beside what the hub made of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.clock import ClockTimestamp
from marketplace.sourcing.models.proposal import Proposal


class LabelledCase(models.Model):
    """One inquiry with what the reading guessed and what the hub made of it: steps in the order of work, the card's lines.

    Once the proposal is accepted it is a case that later inquiries are compared with.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="labelled_case")
    text = models.TextField()
    guessed = models.JSONField(default=list)
    processes = models.JSONField(default=list)
    guessed_card = models.JSONField(default=dict)
    card = models.JSONField(default=dict)
    updated_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("labelled case")

    def __str__(self) -> str:
        return f"{self.proposal}"

    @property
    def is_corrected(self) -> bool:
        return self.guessed != self.processes or bool(self.card)
