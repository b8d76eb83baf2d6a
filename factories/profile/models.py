"""What each factory can do."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from factories.profile.matching import Envelope
from marketplace.accounts.models import Organization
from marketplace.files.models import StoredFile
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id


class Factory(models.Model):
    """The plant of an organization: its profile in its own words, how it likes to be asked, how busy it is."""

    GREEN, YELLOW, RED = "green", "yellow", "red"
    AVAILABILITIES = [(GREEN, _("余裕あり")), (YELLOW, _("普通")), (RED, _("いっぱい"))]
    #: Among equals the lowest comes first: who has time.
    RANKS = {GREEN: 0, YELLOW: 1, RED: 2}
    WEB, EMAIL, LINE, FAX, PHONE = "web", "email", "line", "fax", "phone"
    CHANNELS = [(WEB, _("画面")), (EMAIL, _("メール")), (LINE, "LINE"), (FAX, "FAX"), (PHONE, _("電話"))]

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="factory")
    strengths = models.TextField(_("strengths"), blank=True)
    likes = models.CharField(_("likes"), max_length=300, blank=True)
    refuses = models.CharField(_("refuses"), max_length=300, blank=True)
    visit = models.CharField(_("visits"), max_length=200, blank=True)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    channel = models.CharField(max_length=10, choices=CHANNELS, default=EMAIL)
    email = models.EmailField(_("mail address"), blank=True, help_text="of a firm without an account")
    line_name = models.CharField(_("name in LINE"), max_length=60, blank=True)
    availability = models.CharField(max_length=10, choices=AVAILABILITIES, default=YELLOW)
    availability_set_at = models.DateTimeField(db_default=ClockTimestamp())
    #: "Do not ask me now" is respected everywhere; a date, so that it ends by itself.
    paused_until = models.DateField(null=True, blank=True)
    #: For the firm alone: what an hour costs, and how many are free this week.
    hourly_yen = models.PositiveIntegerField(null=True, blank=True)
    free_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Whether it stands in the directory; what a hub entered waits for the firm's own word.
    is_listed = models.BooleanField(default=True)
    processes = ArrayField(models.CharField(max_length=4), default=list, help_text="codes, copied from capabilities")

    class Meta:
        verbose_name = _("factory")
        constraints = [
            models.CheckConstraint(
                name="factory_availability_known", condition=Q(availability__in=["green", "yellow", "red"])
            )
        ]
        indexes = [GinIndex(fields=["processes"], name="factory_processes")]

    def __str__(self) -> str:
        return self.organization.name


class Machine(models.Model):
    """A machine, or several of one model. Sizes in mm, the largest side first, mass in kg: the largest work it takes."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="machines")
    name = models.CharField(max_length=60)
    maker = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    max_x_mm = models.PositiveIntegerField(null=True, blank=True)
    max_y_mm = models.PositiveIntegerField(null=True, blank=True)
    max_z_mm = models.PositiveIntegerField(null=True, blank=True)
    max_mass_kg = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    tolerance_mm = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    runs_unattended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("machine")

    def __str__(self) -> str:
        return self.name


class Capability(models.Model):
    """Process x materials x envelope: what the factory can do, on one machine or as a firm, as hard limits.

    Empty `families`: every material. Sizes in mm, the largest side first; mass in kg, roughness as Ra in micrometres;
    None: no limit declared."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="capabilities")
    process = models.CharField(max_length=4)
    machine = models.ForeignKey(Machine, null=True, blank=True, on_delete=models.CASCADE, related_name="capabilities")
    families = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    max_x_mm = models.PositiveIntegerField(null=True, blank=True)
    max_y_mm = models.PositiveIntegerField(null=True, blank=True)
    max_z_mm = models.PositiveIntegerField(null=True, blank=True)
    min_mm = models.PositiveIntegerField(null=True, blank=True, help_text="the longest side is at least this")
    max_mass_kg = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    tolerance_mm = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    roughness_um = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    lot_min = models.PositiveIntegerField(default=1)
    lot_max = models.PositiveIntegerField(null=True, blank=True)
    is_in_house = models.BooleanField(default=True, help_text="otherwise through partners of the firm")

    class Meta:
        verbose_name = _("capability")
        constraints = [
            models.UniqueConstraint(
                fields=["factory", "process", "machine"], name="one_capability_per_machine", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="capability_largest_side_first",
                condition=(Q(max_y_mm=None) | Q(max_x_mm__isnull=False, max_y_mm__lte=F("max_x_mm")))
                & (Q(max_z_mm=None) | Q(max_y_mm__isnull=False, max_z_mm__lte=F("max_y_mm"))),
            ),
        ]
        indexes = [models.Index(fields=["process"], name="capability_process")]

    def __str__(self) -> str:
        return f"{self.process} {self.factory}"

    def envelope(self, certificates: frozenset[str] = frozenset()) -> Envelope:
        """What the predicate reads; `certificates`: those that the firm holds for this process today."""
        return Envelope(
            process=self.process,
            families=frozenset(self.families),
            max_size_mm=tuple(n for n in (self.max_x_mm, self.max_y_mm, self.max_z_mm) if n),
            min_mm=self.min_mm,
            max_mass_kg=self.max_mass_kg,
            tolerance_mm=self.tolerance_mm,
            roughness_um=self.roughness_um,
            lot_min=self.lot_min,
            lot_max=self.lot_max,
            certificates=certificates,
            is_in_house=self.is_in_house,
        )


class Certificate(models.Model):
    """What the firm holds: declared by itself until somebody has checked it. For the firm, or for one process."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(max_length=60)
    process = models.CharField(max_length=4, blank=True, help_text="empty: for the whole firm")
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="checked_certificates"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            models.UniqueConstraint(fields=["factory", "name", "process"], name="one_certificate_of_a_name"),
            models.CheckConstraint(
                name="certificate_checked_by_somebody",
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FactoryPhoto(models.Model):
    """A picture of the shop or of its work."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="photos")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="factory_photo")
    caption = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("photo of a factory")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.public_id)


class AddressBookEntry(models.Model):
    """A firm that an organization works with, and what it keeps in mind about it. Nobody else sees the note."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="address_book")
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="in_address_books")
    note = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("address book entry")
        constraints = [models.UniqueConstraint(fields=["organization", "factory"], name="one_entry_per_firm")]

    def __str__(self) -> str:
        return str(self.factory)
