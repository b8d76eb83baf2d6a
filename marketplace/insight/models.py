"""What was published of the town, as it stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.clock import ClockTimestamp


class Publication(models.Model):
    """The figures of one closed month or quarter. Nothing in it is smaller than `disclosure` allows, and it is never reckoned
    again: whoever compared it before and after a cancelled order would read that order."""

    first = models.DateField(help_text="first day, of Japan")
    months = models.PositiveSmallIntegerField(help_text="1: a month, 3: a quarter")
    figures = models.JSONField()
    published_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("publication")
        constraints = [models.UniqueConstraint(fields=["first", "months"], name="one_publication_per_period")]

    def __str__(self) -> str:
        return f"{self.first} ({self.months})"
