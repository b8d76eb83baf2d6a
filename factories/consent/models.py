"""Firms that others write for: with whose consent, and how they are reached."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from factories.profile.models import Factory
from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id


class ProxyConsent(models.Model):
    """A firm lets an organization write its profile: who said so, when, how, and why. Lives until it is ended. What the
    firm's own town hall did not write down itself is only somebody's word until it is confirmed."""

    VISIT, PHONE, FAX, PAPER = "visit", "phone", "fax", "paper"
    WAYS = [(VISIT, _("会って")), (PHONE, _("電話で")), (FAX, _("FAXで")), (PAPER, _("書面で"))]

    TOWN_HALL, BY_CODE, BY_TOWN_HALL = "town_hall", "code", "called"
    CONFIRMED = [
        (TOWN_HALL, _("自治体が記録")),
        (BY_CODE, _("手紙の番号で確認")),
        (BY_TOWN_HALL, _("自治体が本人に確認")),
    ]

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    factory = models.ForeignKey(Factory, on_delete=models.PROTECT, related_name="consents")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="consents_given_to")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    consented_by = models.CharField(max_length=60)
    consented_on = models.DateField()
    way = models.CharField(max_length=10, choices=WAYS)
    cause = models.CharField(max_length=300)
    #: When the firm was told what was written; None: somebody still has to.
    notified_at = models.DateTimeField(null=True, blank=True)
    notified_way = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_how = models.CharField(max_length=10, choices=CONFIRMED, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proxy consent")
        constraints = [
            models.UniqueConstraint(
                fields=["factory", "organization"], condition=Q(ended_at=None), name="one_live_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.factory} -> {self.organization}"
