"""Asking factories and what they answer. Sealed until opened: see `policies.py`."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from factories.profile.models import Factory
from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id, secret_hash
from marketplace.sourcing.models.proposal import ProcessStep
from marketplace.sourcing.states import CHOSEN, QUOTATION, RFQ, QuotationStatus, RfqStatus


class RequestQuerySet(models.QuerySet):
    def with_sealed(self) -> Self:
        """For the factory alone: `is_sealed` where a quotation of its own is handed in and not opened."""
        handed_in = Quotation.objects.filter(rfq=OuterRef("pk"), status=QuotationStatus.SUBMITTED)
        return self.annotate(is_sealed=Exists(handed_in))


class RequestForQuotation(models.Model):
    """A factory is asked for one step. The row holds nothing that the hub may not know: of the four answers, a refusal or a
    referral is written here at once, because the hub must act on it; "can" and "on conditions" are in the sealed quotation
    alone until the opening writes them here, whatever was said openly before."""

    CAN, CONDITIONAL, DECLINE, REFER = "can", "conditional", "decline", "refer"
    ANSWERS = [
        (CAN, _("できます")),
        (CONDITIONAL, _("条件つきでできます")),
        (DECLINE, _("今回は見送ります")),
        (REFER, _("よその会社に聞いて")),
    ]
    REASONS = [
        ("full", _("手いっぱい")),
        ("size", _("大きさ・精度が合わない")),
        ("price", _("値段が合わない")),
        ("material", _("材質があつかえない")),
        ("drawing", _("図面が分からない")),
        ("date", _("日にちが合わない")),
    ]
    SEALED_ANSWERS = (CAN, CONDITIONAL)

    machine = RFQ
    objects = RequestQuerySet.as_manager()

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    step = models.ForeignKey(ProcessStep, on_delete=models.CASCADE, related_name="rfqs")
    factory = models.ForeignKey(Factory, on_delete=models.PROTECT, related_name="rfqs")
    status = models.CharField(max_length=10, choices=RfqStatus.choices, default=RfqStatus.SENT)
    answer = models.CharField(max_length=12, choices=ANSWERS, blank=True)
    reason = models.CharField(max_length=10, choices=REASONS, blank=True)
    referral = models.CharField(max_length=120, blank=True)
    remark = models.TextField(blank=True)
    #: The town hall that entered the answer for a factory without an account (代理入力).
    proxy = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why_more = models.CharField(max_length=200, blank=True, help_text="why more than the usual number were asked")
    sent_at = models.DateTimeField(db_default=ClockTimestamp())
    seen_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rfq")
        constraints = [
            models.UniqueConstraint(fields=["step", "factory"], name="one_rfq_per_step_and_factory"),
            models.CheckConstraint(name="rfq_status_known", condition=RFQ.known),
        ]

    def __str__(self) -> str:
        return f"{self.step} / {self.factory}"


class Quotation(models.Model):
    """A factory's binding offer for one round of one step. Amounts in yen without tax."""

    machine = QUOTATION

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    rfq = models.ForeignKey(RequestForQuotation, on_delete=models.PROTECT, related_name="quotations")
    step = models.ForeignKey(ProcessStep, on_delete=models.PROTECT, related_name="quotations")
    factory = models.ForeignKey(Factory, on_delete=models.PROTECT, related_name="quotations")
    round = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=QuotationStatus.choices, default=QuotationStatus.DRAFT)
    is_conditional = models.BooleanField(default=False)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    amount_yen = models.PositiveBigIntegerField()
    #: Pieces that the amount is for: the step's, when it was given.
    quantity = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField(help_text="business days from arrival to hand-over")
    remark = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    nonce = models.CharField(max_length=32)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    #: The town hall that handed it in for a factory without an account (代理入力).
    proxy = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt_hash = models.CharField(max_length=64, blank=True)
    result_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("quotation")
        constraints = [
            models.UniqueConstraint(
                fields=["step", "round", "factory"],
                condition=Q(status__in=QUOTATION.live),
                name="one_live_quotation_per_round_and_factory",
            ),
            models.UniqueConstraint(
                fields=["step"], condition=Q(status__in=CHOSEN), name="one_chosen_quotation_per_step"
            ),
            models.CheckConstraint(name="quotation_status_known", condition=QUOTATION.known),
            models.CheckConstraint(name="quotation_amount_positive", condition=Q(amount_yen__gt=0)),
        ]

    def __str__(self) -> str:
        # Never the amount: this text reaches logs and admin pages.
        return f"{self.step} / {self.factory}"

    @property
    def said(self) -> str:
        """What it says now, for a page to name what it has shown."""
        price = "" if self.unit_price is None else f"{self.unit_price:.2f}"
        return secret_hash(
            repr((self.round, self.quantity, self.amount_yen, price, self.days, self.is_conditional, self.remark))
        )


class QuotationVersion(models.Model):
    """What a quotation said at one instant; the receipt's hash is over this row."""

    quotation = models.ForeignKey(Quotation, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quotation", "version"], name="one_row_per_quotation_version")]

    def __str__(self) -> str:
        return f"{self.quotation} v{self.version}"


class Question(models.Model):
    """A factory asks before it answers; the answer goes to everyone who was asked, without the asker's name."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    rfq = models.ForeignKey(RequestForQuotation, on_delete=models.CASCADE, related_name="questions")
    step = models.ForeignKey(ProcessStep, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_at = models.DateTimeField(db_default=ClockTimestamp())
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]
