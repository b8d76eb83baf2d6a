"""What the orderer posts, from the idea to the end; its files, and who answers first."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Municipality, Organization, User
from marketplace.files.models import StoredFile
from marketplace.inquiries.states import INQUIRY, PERHAPS_UNPOSTED, InquiryStatus
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.grants import Grant
from marketplace.kernel.ids import new_id


class InquiryQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(status__in=INQUIRY.live)

    def due_for_closing(self) -> Self:
        """Open inquiries whose time for proposals has passed by the database's clock."""
        return self.filter(status=InquiryStatus.OPEN, proposals_due__lte=ClockTimestamp())

    def unanswered(self) -> Self:
        """Open inquiries that nobody has answered, as long as there is a desk to pass them on to."""
        return self.filter(status=InquiryStatus.OPEN, answered_at=None, passed_on__lt=3)


class Inquiry(models.Model):
    """One inquiry of one organization: a public teaser, a confidential part, and the clock of its first answer."""

    STAGES = [
        ("idea", _("アイデアだけ")),
        ("requirements", _("やりたいことは決まっている")),
        ("principle_prototype", _("まず1つ試したい")),
        ("mass_production_design", _("量産の前の試作")),
        ("mass_production", _("量産")),
        ("repair", _("直したい・一品もの")),
    ]
    OWN, PARTNERS, NATION = "own", "partners", "nation"
    SCOPES = [(OWN, _("同じ市区町村だけ")), (PARTNERS, _("協力都市まで")), (NATION, _("全国"))]

    machine = INQUIRY

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    orderer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="inquiries")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="inquiries")
    title = models.CharField(_("title"), max_length=80, blank=True)
    text = models.TextField(_("confidential text"), blank=True)
    teaser = models.TextField(_("public text"), blank=True)
    stage = models.CharField(max_length=30, choices=STAGES, default="idea")
    scope = models.CharField(max_length=10, choices=SCOPES, default=PARTNERS)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    wish_date = models.DateField(null=True, blank=True)
    budget_yen = models.PositiveBigIntegerField(null=True, blank=True)
    #: Question -> choice, and the card's lines in the orderer's own words: what the reading is told beside the text.
    answers = models.JSONField(default=dict, blank=True)
    card = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=20, choices=InquiryStatus.choices, default=InquiryStatus.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    posted_at = models.DateTimeField(null=True, blank=True)
    #: The two-hour clock: when the first human answer is due, and when it came.
    answer_due = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    passed_on = models.PositiveSmallIntegerField(default=0, help_text="0 duty, 1 deputy, 2 all hubs, 3 partners' desks")
    proposals_due = models.DateTimeField(null=True, blank=True)
    was_extended = models.BooleanField(default=False)
    ended_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        constraints = [
            models.CheckConstraint(name="inquiry_status_known", condition=INQUIRY.known),
            models.CheckConstraint(
                name="inquiry_posted_has_times",
                condition=Q(status__in=PERHAPS_UNPOSTED)
                | Q(posted_at__isnull=False, answer_due__isnull=False, proposals_due__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "proposals_due"], name="inquiry_due"),
            models.Index(fields=["orderer", "-created_at"], name="inquiry_orderer"),
            models.Index(fields=["municipality", "posted_at"], name="inquiry_municipality"),
        ]
        permissions = [("read_confidential", "a named outside person reads the confidential part")]

    def __str__(self) -> str:
        return self.title or gettext("(題なし)")

    @property
    def number(self) -> str:
        """What people say on the phone; made from the random public id, so that it tells nothing about others."""
        return f"S-{self.public_id.hex[:6].upper()}"


class InquiryGrant(Grant):
    """A named outside person reads one inquiry's confidential part."""

    content_object = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="grants")


class Attachment(models.Model):
    """A photo, sketch, drawing or paper of an inquiry; confidential unless the orderer shows it in the teaser."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="attachments")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    in_teaser = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("attachment")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.stored.name


class DutyHub(models.Model):
    """Which hub answers first in a municipality: duty, then deputies by rank."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("市区町村"), on_delete=models.CASCADE, related_name="duty_hubs"
    )
    hub = models.ForeignKey(
        Organization, verbose_name=_("まとめ役"), on_delete=models.CASCADE, related_name="duty_hubs"
    )
    rank = models.PositiveSmallIntegerField(_("順番(0がはじめ)"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("当番のまとめ役")
        ordering = ["municipality", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "rank"], name="one_hub_per_rank"),
            models.UniqueConstraint(fields=["municipality", "hub"], name="one_rank_per_hub"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.rank}: {self.hub}"


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

    def __str__(self) -> str:
        return f"{self.inquiry}"
