"""Lists of firms that somebody sent: what was read, with whose consent, what became of it, and how it is taken back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from factories.consent.models import ProxyConsent
from factories.importing.states import IMPORT, ONCE_APPLIED, BatchStatus
from factories.profile.models import Factory
from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id


class ImportBatch(models.Model):
    """One file as it was read. Nothing of it is in the directory until it is applied."""

    machine = IMPORT

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="import_batches")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, help_text="how the file was written: UTF-8, CP932, XLSX ...")
    uploaded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.PREVIEWED)
    #: As `factories.importing.table` read them: line, name, firm, errors, warnings; `known`: who stands in the directory already.
    rows = models.JSONField(default=list)
    ignored = models.JSONField(default=list, help_text="titles and sheets that were not read")
    #: The consent that holds for every row that names none of its own.
    consented_by = models.CharField(max_length=60)
    consented_on = models.DateField()
    way = models.CharField(max_length=10, choices=ProxyConsent.WAYS)
    cause = models.CharField(max_length=300)
    counts = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when it was taken back or thrown away")

    class Meta:
        verbose_name = _("名簿の取りこみ")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="import_batch_status_known", condition=IMPORT.known),
            models.CheckConstraint(
                name="import_batch_applied_at_a_time",
                condition=~Q(status__in=ONCE_APPLIED) & Q(applied_at=None)
                | Q(status__in=ONCE_APPLIED, applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportedRow(models.Model):
    """What one line did: a firm that it made, or one that it changed with what was there `before`."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="done")
    factory = models.ForeignKey(Factory, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported_rows")
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    is_new = models.BooleanField()
    before = models.JSONField(default=dict)
    #: Why it stayed as it is when the batch was taken back; empty: it did not.
    kept = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("取りこんだ行")
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="one_result_per_line")]

    def __str__(self) -> str:
        return self.name
