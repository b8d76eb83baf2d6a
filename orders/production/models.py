"""Work and goods: steps, reports, hand-overs, what was wrong or missing. Facts are added, never overwritten."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization, User
from marketplace.files.models import StoredFile
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id, secret_hash
from marketplace.sourcing.models import ProcessStep
from orders.ordering.models import PurchaseOrder
from orders.production.states import (
    DISCREPANCY,
    HAND_OVER,
    NONCONFORMITY,
    UNSETTLED,
    WORK_STEP,
    DiscrepancyStatus,
    HandOverStatus,
    NonconformityStatus,
    WorkStepStatus,
)


class WorkOrderStep(models.Model):
    """One step of the ring at one maker. `order` is the maker's order (the parent for the hub's own steps), `root` the
    parent order of the ring. `good` and `scrap` are sums of its reports; `taken_over` of the good ones were made by who had
    it before."""

    machine = WORK_STEP

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    root = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="ring_steps")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="steps")
    process_step = models.ForeignKey(ProcessStep, on_delete=models.PROTECT, related_name="work_steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    needs = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=WorkStepStatus.choices, default=WorkStepStatus.WAITING)
    due_on = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    good = models.PositiveIntegerField(default=0)
    scrap = models.PositiveIntegerField(default=0)
    taken_over = models.PositiveIntegerField(default=0)
    depends_on = models.ManyToManyField("self", symmetrical=False, related_name="dependents", blank=True)

    class Meta:
        verbose_name = _("work step")
        ordering = ["root", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["root", "position"],
                condition=~Q(status=WorkStepStatus.CANCELLED),
                name="one_step_per_ring_position",
            ),
            models.CheckConstraint(name="work_step_status_known", condition=WORK_STEP.known),
        ]

    def __str__(self) -> str:
        return self.title


class WorkReport(models.Model):
    """The maker reports pieces made: good ones and scrap, since the last report. One that corrects those before it takes
    away or adds what they were wrong by."""

    step = models.ForeignKey(WorkOrderStep, on_delete=models.PROTECT, related_name="reports")
    good = models.IntegerField()
    scrap = models.IntegerField(default=0)
    is_correction = models.BooleanField(default=False)
    remark = models.CharField(max_length=500, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("work report")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.good}"


class HandOver(models.Model):
    """Goods pass from one step to the next (to_step) or to the orderer (to_step is null). `order` is the one of who gives
    them: another factory may take the step over later."""

    machine = HAND_OVER

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    root = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="hand_overs")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="given")
    from_step = models.ForeignKey(WorkOrderStep, on_delete=models.PROTECT, related_name="hand_overs_out")
    to_step = models.ForeignKey(WorkOrderStep, null=True, on_delete=models.PROTECT, related_name="hand_overs_in")
    status = models.CharField(max_length=10, choices=HandOverStatus.choices, default=HandOverStatus.ANNOUNCED)
    count = models.PositiveIntegerField()
    condition = models.CharField(max_length=500, blank=True)
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    received_count = models.PositiveIntegerField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    good = models.PositiveIntegerField(null=True, blank=True)
    rejected = models.PositiveIntegerField(null=True, blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True)
    inspected_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        ordering = ["announced_at", "pk"]
        constraints = [
            models.CheckConstraint(name="hand_over_status_known", condition=HAND_OVER.known),
            models.CheckConstraint(name="hand_over_has_count", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="inspected_adds_up",
                condition=~Q(status=HandOverStatus.INSPECTED)
                | Q(received_count=models.F("good") + models.F("rejected")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_step} {self.count}"


class HandOverPhoto(models.Model):
    """The goods as they left or arrived."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="photos")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="hand_over_photo")
    at_receipt = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.stored.name


class Nonconformity(models.Model):
    """Pieces that are not as agreed, found at a hand-over; what is done about them."""

    machine = NONCONFORMITY

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="nonconformities")
    count = models.PositiveIntegerField()
    description = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=NonconformityStatus.choices, default=NonconformityStatus.OPEN)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    outcome = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("nonconformity")
        constraints = [models.CheckConstraint(name="nonconformity_status_known", condition=NONCONFORMITY.known)]

    def __str__(self) -> str:
        return self.description[:40]


class DiscrepancyOutcome(models.TextChoices):
    """What both sides can agree on."""

    FOLLOW = "follow", _("残りをあとから納める")
    REPRICE = "reprice", _("この数で終える(金額を変える)")
    AS_IS = "as_is", _("この数で終える(金額はそのまま)")
    SEND_BACK = "send_back", _("多い分を返す")


#: Those that end it with what there is; after the other one the rest is waited for.
FINAL = (DiscrepancyOutcome.REPRICE, DiscrepancyOutcome.AS_IS, DiscrepancyOutcome.SEND_BACK)


class Discrepancy(models.Model):
    """The good pieces that came out of a step of an order are not as many as were ordered: both sides of the order agree
    on what that means. `expected` and `found` are counts when it was last looked at; `amount_yen` (without tax) and
    `deliver_on` belong to the outcome that is proposed or agreed."""

    machine = DISCREPANCY

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="discrepancies")
    step = models.ForeignKey(WorkOrderStep, on_delete=models.PROTECT, related_name="discrepancies")
    expected = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=DiscrepancyStatus.choices, default=DiscrepancyStatus.OPEN)
    found_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    settle_by = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=DiscrepancyOutcome.choices, blank=True)
    amount_yen = models.PositiveBigIntegerField(null=True, blank=True)
    deliver_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        ordering = ["found_at", "pk"]
        constraints = [
            models.CheckConstraint(name="discrepancy_status_known", condition=DISCREPANCY.known),
            models.UniqueConstraint(
                fields=["order", "step"],
                condition=Q(status__in=UNSETTLED),
                name="one_unsettled_discrepancy_per_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.found}/{self.expected}"

    @property
    def is_short(self) -> bool:
        return self.found < self.expected

    @property
    def proposed(self) -> str:
        """What is proposed now, for a page to say which proposal it shows."""
        counts = (self.expected, self.found, self.amount_yen, self.order.amount_yen)
        return secret_hash(repr((*counts, self.outcome, str(self.deliver_on), self.proposed_by_id, self.words)))

    @property
    def outcomes(self) -> tuple[DiscrepancyOutcome, ...]:
        """What can be agreed on: an order of nothing cannot be ended as it is."""
        o = DiscrepancyOutcome
        if not self.found:
            return (o.FOLLOW,)
        return (o.FOLLOW, o.REPRICE, o.AS_IS) if self.is_short else (o.SEND_BACK, o.AS_IS, o.REPRICE)
