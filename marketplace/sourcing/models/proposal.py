"""One organization's answer to one inquiry: its plan, its team, its price."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from factories.catalog.selectors import taxonomy
from marketplace.accounts.models import Organization, User
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id, secret_hash
from marketplace.sourcing.states import OFFERED, PROCESS_STEP, PROPOSAL, ProcessStepStatus, ProposalStatus


class ProposalQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(status__in=PROPOSAL.live)

    def due_for_opening(self) -> Self:
        """Proposals waiting for quotations whose time has passed by the database's clock."""
        return self.filter(status=ProposalStatus.QUOTING, quotations_due__lte=ClockTimestamp())


class Proposal(models.Model):
    """A hub (or a factory that makes everything itself) answers an inquiry. Rivals see neither its name nor its plan."""

    machine = PROPOSAL

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="proposals")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="proposals")
    status = models.CharField(max_length=20, choices=ProposalStatus.choices, default=ProposalStatus.CONSULTING)
    first_answer = models.TextField(_("first answer"))
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    #: Lines of the specification card as the hub has put them right, by key; its own working copy.
    card = models.JSONField(default=dict, blank=True)
    plan_revision = models.PositiveIntegerField(default=0)
    inquiry_revision = models.PositiveIntegerField(default=1)
    #: Pieces that were wanted when the numbers of the plan were set last.
    quantity = models.PositiveIntegerField(null=True, blank=True)
    #: Until when quotations are accepted, and the instant at which their seals are broken.
    quotations_due = models.DateTimeField(null=True, blank=True)
    quotations_opened_at = models.DateTimeField(null=True, blank=True)
    margin_percent = models.DecimalField(
        max_digits=4, decimal_places=1, default=12, validators=[MinValueValidator(0), MaxValueValidator(60)]
    )
    total_yen = models.PositiveBigIntegerField(null=True, blank=True)
    deliver_on = models.DateField(null=True, blank=True)
    summary = models.TextField(_("what is good about it"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    ideas = models.TextField(_("ideas for improvement"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "organization"],
                condition=Q(status__in=PROPOSAL.live),
                name="one_live_proposal_per_organization",
            ),
            models.UniqueConstraint(
                fields=["inquiry"],
                condition=Q(status=ProposalStatus.ACCEPTED),
                name="one_accepted_proposal_per_inquiry",
            ),
            models.CheckConstraint(name="proposal_status_known", condition=PROPOSAL.known),
            models.CheckConstraint(
                name="submitted_proposal_has_total",
                condition=~Q(status__in=OFFERED)
                | Q(total_yen__isnull=False, deliver_on__isnull=False, submitted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "quotations_due"], name="proposal_due")]

    @property
    def offered(self) -> str:
        """What it offers now, for a page to name what it has shown."""
        facts = (self.total_yen, str(self.deliver_on), self.summary, self.conditions, self.ideas)
        return secret_hash(repr((self.pk, *facts)))

    def __str__(self) -> str:
        return f"{self.organization}: {self.inquiry}"


class ProcessStep(models.Model):
    """One step of the plan, to be filled by one factory or made in-house. Sizes in millimetres."""

    machine = PROCESS_STEP

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    process = models.CharField(max_length=4)
    title = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why the first guess proposed it")
    material = models.CharField(max_length=20, blank=True)
    size_x_mm = models.PositiveIntegerField(null=True, blank=True)
    size_y_mm = models.PositiveIntegerField(null=True, blank=True)
    size_z_mm = models.PositiveIntegerField(null=True, blank=True)
    tolerance_mm = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    is_in_house = models.BooleanField(default=False)
    in_house_yen = models.PositiveBigIntegerField(null=True, blank=True)
    in_house_days = models.PositiveSmallIntegerField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=ProcessStepStatus.choices, default=ProcessStepStatus.OPEN)
    depends_on = models.ManyToManyField("self", symmetrical=False, related_name="dependents", blank=True)

    class Meta:
        verbose_name = _("step")
        ordering = ["proposal", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "position"],
                condition=~Q(status=ProcessStepStatus.RELEASED),
                name="one_process_step_per_position",
                violation_error_message=_("同じ順番の工程があります。"),
            ),
            models.CheckConstraint(name="process_step_status_known", condition=PROCESS_STEP.known),
            models.CheckConstraint(name="process_step_has_quantity", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def process_name(self) -> str:
        found = taxonomy().process(self.process)
        return found.name if found else self.process

    @property
    def size_mm(self) -> tuple[int, ...]:
        return tuple(n for n in (self.size_x_mm, self.size_y_mm, self.size_z_mm) if n)

    @property
    def needs_text(self) -> str:
        """The needs in one line, as drawings and slips say it."""
        found = taxonomy().material(self.material)
        material = found.name if found and not found.is_family else self.material
        parts = [material, " × ".join(f"{n:,}" for n in self.size_mm) + (" mm" if self.size_mm else "")]
        if self.tolerance_mm is not None:
            parts.append(f"±{self.tolerance_mm.normalize():f}")
        parts.append(gettext("%(n)s個") % {"n": f"{self.quantity:,}"})
        return gettext("、").join(p for p in parts if p.strip())
