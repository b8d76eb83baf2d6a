"""Orders of every link, their papers, and what is agreed, paid and said about them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id, secret_hash
from marketplace.sourcing.models import Proposal
from orders.ordering.states import (
    CALLED_OFF,
    ENDED,
    ORDER,
    ORDER_CHANGE,
    TERMINATION,
    OrderChangeStatus,
    OrderStatus,
    TerminationStatus,
)
from orders.papers.registry import papers


class PurchaseOrder(models.Model):
    """One link: the orderer to the hub (parent is null) or the hub to a factory (a child). Yen without tax.

    `received_on` is the day of the first physical receipt, never of inspection: it starts the payment clock.
    `payment_due_on` is the day by which the oldest unpaid receipt is to be paid; None while nothing is owed.
    """

    machine = ORDER

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="orders")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    buyer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="orders_given")
    supplier = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="orders_taken")
    title = models.CharField(max_length=120)
    content = models.TextField(_("what is ordered"))
    quantity = models.PositiveIntegerField()
    amount_yen = models.PositiveBigIntegerField()
    tax_percent = models.PositiveSmallIntegerField(default=10)
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.DRAFT)
    deliver_on = models.DateField()
    deliver_to = models.CharField(max_length=200)
    inspect_days = models.PositiveSmallIntegerField(default=7)
    closing_day = models.PositiveSmallIntegerField(default=31, help_text="31: end of month")
    pay_months_after = models.PositiveSmallIntegerField(default=1)
    pay_day = models.PositiveSmallIntegerField(default=31, help_text="31: end of month")
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    issued_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    payment_due_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("order")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(parent=None) & ~Q(status__in=ENDED),
                name="one_live_parent_order_per_proposal",
            ),
            models.UniqueConstraint(
                fields=["parent", "supplier"],
                condition=~Q(status__in=ENDED),
                name="one_live_child_order_per_factory",
            ),
            models.CheckConstraint(name="order_status_known", condition=ORDER.known),
            models.CheckConstraint(name="order_amount_positive", condition=Q(amount_yen__gt=0)),
            models.CheckConstraint(name="order_between_two", condition=~Q(buyer=F("supplier"))),
        ]
        indexes = [
            models.Index(fields=["buyer", "status"], name="order_buyer"),
            models.Index(fields=["supplier", "status"], name="order_supplier"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"O-{self.public_id.hex[:8].upper()}"

    @property
    def root_id(self) -> int:
        return self.parent_id or self.pk

    @property
    def is_parent(self) -> bool:
        return self.parent_id is None

    @property
    def is_replaced(self) -> bool:
        """Whether its work was given to another factory."""
        return PurchaseOrder.objects.filter(replaces=self).exists()

    @property
    def is_replaceable(self) -> bool:
        """Whether its work waits for another factory: the order above goes on."""
        goes_on = self.parent is not None and self.parent.status not in (*ENDED, OrderStatus.CLOSED)
        return goes_on and self.status in CALLED_OFF and not self.is_replaced


class OrderPaper(models.Model):
    """A paper of an order as it went out. Never changed: a correction is the next revision and names the one before."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=30)
    revision = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    pdf = models.FileField(upload_to="papers/%Y/%m")
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    first_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper of an order")
        constraints = [models.UniqueConstraint(fields=["order", "kind", "revision"], name="one_paper_per_revision")]

    def __str__(self) -> str:
        return f"{self.order} {self.kind} r{self.revision}"

    @property
    def title(self) -> str:
        return str(papers[self.kind].title)


class OrderChange(models.Model):
    """The only way to alter an issued order: one side proposes, the other agrees."""

    machine = ORDER_CHANGE

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="changes")
    proposed_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(null=True, blank=True)
    amount_yen = models.PositiveBigIntegerField(null=True, blank=True)
    deliver_on = models.DateField(null=True, blank=True)
    deliver_to = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    answer_reason = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=12, choices=OrderChangeStatus.choices, default=OrderChangeStatus.PROPOSED)
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("order change")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status=OrderChangeStatus.PROPOSED), name="one_open_change_per_order"
            ),
            models.CheckConstraint(name="order_change_status_known", condition=ORDER_CHANGE.known),
            models.CheckConstraint(
                name="order_change_changes_something",
                condition=Q(quantity__isnull=False)
                | Q(amount_yen__isnull=False)
                | Q(deliver_on__isnull=False)
                | ~Q(deliver_to=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}"


class Termination(models.Model):
    """One side wants to end an order that was taken, before its work is done. What was made so far is paid with `amount_yen`
    (without tax; 0: nothing). Both sides agree, or the clock decides."""

    machine = TERMINATION

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="terminations")
    wanted_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    #: Good pieces that had come out of the order when this was proposed last, there or passed on.
    made = models.PositiveIntegerField()
    amount_yen = models.PositiveBigIntegerField()
    words = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=12, choices=TerminationStatus.choices, default=TerminationStatus.PROPOSED)
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decide_by = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("termination")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status=TerminationStatus.PROPOSED), name="one_open_termination_per_order"
            ),
            models.CheckConstraint(name="termination_status_known", condition=TERMINATION.known),
        ]

    def __str__(self) -> str:
        return f"{self.order}"

    @property
    def proposed(self) -> str:
        """What is proposed now, for a page to say which proposal it shows."""
        facts = (self.amount_yen, self.order.amount_yen, self.proposed_by_id, self.made, self.reason, self.words)
        return secret_hash(repr(facts))


class PaymentDue(models.Model):
    """What was received of an order on one day, and by when it is paid: each receipt starts its own 60 days (取適法3条).
    Yen with tax; reckoned anew when counts or price change. The oldest is paid first."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="dues")
    received_on = models.DateField()
    due_on = models.DateField()
    amount_yen = models.PositiveBigIntegerField(help_text="with tax")
    #: When both sides were reminded that the day has passed.
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment due")
        verbose_name_plural = _("payments due")
        ordering = ["order", "received_on"]
        constraints = [
            models.UniqueConstraint(fields=["order", "received_on"], name="one_due_per_day_of_receipt"),
            models.CheckConstraint(name="payment_due_of_something", condition=Q(amount_yen__gt=0)),
        ]
        indexes = [models.Index(fields=["due_on"], name="payment_due_day")]

    def __str__(self) -> str:
        return f"{self.order} {self.due_on}"


class Payment(models.Model):
    """The buyer has paid what was received of an order, or some days of it: what was stated, nothing less."""

    METHODS = [("bank_transfer", _("銀行振込(手数料は発注者負担)")), ("cash", _("現金"))]

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="payments")
    amount_yen = models.PositiveBigIntegerField(help_text="with tax")
    paid_on = models.DateField()
    method = models.CharField(max_length=20, choices=METHODS, default="bank_transfer")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("payment")
        ordering = ["paid_on", "pk"]

    def __str__(self) -> str:
        return f"{self.order} {self.paid_on}"


class Rating(models.Model):
    """What the buyer of an order says of the supplier: quality, delivery, cost, 1 to 5 each."""

    SCORES = [MinValueValidator(1), MaxValueValidator(5)]

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order = models.OneToOneField(PurchaseOrder, on_delete=models.PROTECT, related_name="rating")
    rated = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="ratings")
    quality = models.PositiveSmallIntegerField(validators=SCORES)
    delivery = models.PositiveSmallIntegerField(validators=SCORES)
    cost = models.PositiveSmallIntegerField(validators=SCORES)
    comment = models.CharField(max_length=500, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rating_scores_1_to_5",
                condition=Q(quality__range=(1, 5)) & Q(delivery__range=(1, 5)) & Q(cost__range=(1, 5)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rated}"
