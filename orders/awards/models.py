"""The orderer's decision for one proposal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id
from marketplace.sourcing.models import Proposal
from orders.awards.states import AWARD, AwardStatus
from orders.ordering.models import PurchaseOrder


class Award(models.Model):
    """The orderer chose one proposal, with a reason that the others are told. `order` is the orderer's order to the hub
    that the choice led to."""

    machine = AWARD

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="awards")
    order = models.OneToOneField(PurchaseOrder, on_delete=models.PROTECT, related_name="award")
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=ClockTimestamp())
    status = models.CharField(max_length=10, choices=AwardStatus.choices, default=AwardStatus.DECIDED)
    cancelled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("award")
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(status=AwardStatus.DECIDED), name="one_live_award_per_inquiry"
            ),
            models.CheckConstraint(name="award_status_known", condition=AWARD.known),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry}"

    @property
    def proposal(self) -> Proposal:
        return self.order.proposal
