"""What was read in an inquiry and what people made of it: the price shown at posting, and the corrected cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.clock import ClockTimestamp
from marketplace.models.inquiry import Inquiry
from marketplace.models.proposal import Proposal

#: The lines of the specification card, in its order.
CARD_LABELS = {
    "purpose": _("作るもの"),
    "size": _("大きさ"),
    "material": _("材質"),
    "finish": _("仕上げ"),
    "quantity": _("数"),
    "precision": _("精度"),
    "place": _("使う場所"),
    "due": _("いつまで"),
    "budget": _("予算"),
    "must_not": _("避けたいこと"),
}


class Estimate(models.Model):
    """The routes with their bands as the orderer saw them when the inquiry was posted; never changed afterwards.

    `routes`: [{kind, processes, low, high, days_low, days_high, is_record}], yen without tax and business days.
    """

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="estimate")
    fitting = models.CharField(max_length=4)
    confidence = models.CharField(max_length=6)
    is_drawn = models.BooleanField(default=False, help_text="a drawing was there, or told of")
    routes = models.JSONField()
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("estimate")

    def __str__(self):
        return f"{self.inquiry}"


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

    def __str__(self):
        return f"{self.proposal}"

    @property
    def is_corrected(self) -> bool:
        return self.guessed != self.processes or bool(self.card)
