"""Records the kernel keeps: what was done, what must still be told, what was asked before.

They name people, firms and subjects by type and public id, without foreign keys: the kernel is below accounts,
and records outlive rows.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id


class AuditEntry(models.Model):
    """One thing that somebody did: who, for whom, what, from which state to which, when (the database's clock)."""

    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    organization_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20)
    cause = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    note = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit entry")
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}"


class QueueStatus(models.TextChoices):
    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"  # waits for the operator


class Queued(models.Model):
    """A row that somebody works off: tried, put off when it fails, parked in the end. See `queue.py`."""

    status = models.CharField(max_length=10, default=QueueStatus.PENDING, choices=QueueStatus.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=ClockTimestamp())
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_status_known", condition=models.Q(status__in=QueueStatus.values))
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="%(class)s_due",
                condition=models.Q(status=QueueStatus.PENDING),
            )
        ]


class OutboxEvent(Queued):
    """A fact that others must learn of, written in the transaction that made it true."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    actor = models.CharField(max_length=80)
    organization_id = models.UUIDField(null=True)
    refs = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta(Queued.Meta):
        verbose_name = _("outbox event")

    def __str__(self) -> str:
        return f"{self.name} {self.status}"


class Deferral(Queued):
    """A row whose turn in a sweep failed. Forgotten when it has gone well, or is no longer due."""

    sweep = models.CharField(max_length=40)
    key = models.CharField(max_length=40, help_text="the row's primary key")

    class Meta(Queued.Meta):
        verbose_name = _("deferral")
        constraints = [
            *Queued.Meta.constraints,
            models.UniqueConstraint(fields=["sweep", "key"], name="one_deferral_per_sweep_and_row"),
        ]

    def __str__(self) -> str:
        return f"{self.sweep} {self.key}"


class SweepTurn(models.Model):
    """When a sweep is next due, by the database's clock: of any number of processes one takes the turn."""

    name = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return self.name


class OutboxReceipt(models.Model):
    """Handler h has dealt with event e, in the same transaction as its effect."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="receipts")
    handler = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="one_receipt_per_event_and_handler")]

    def __str__(self) -> str:
        return self.handler


class IdempotencyKey(models.Model):
    """A POST that was answered: the same key again gets the same answer. Kept 72 hours."""

    actor = models.CharField(max_length=80)
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_actor_and_key")]

    def __str__(self) -> str:
        return str(self.key)


class Allowance(models.Model):
    """How far ahead of its rate somebody is; see `allowances.py`."""

    key = models.CharField(max_length=64, primary_key=True)
    spent_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
