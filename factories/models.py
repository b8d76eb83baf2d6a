"""What each factory can do."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from factories.matching import Envelope
from marketplace.accounts.models import Organization
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id


class Factory(models.Model):
    """The plant of an organization: its profile in its own words, how it likes to be asked, how busy it is."""

    GREEN, YELLOW, RED = "green", "yellow", "red"
    LIGHTS = [(GREEN, _("余裕あり")), (YELLOW, _("普通")), (RED, _("いっぱい"))]
    WEB, EMAIL, LINE, FAX, PHONE = "web", "email", "line", "fax", "phone"
    CHANNELS = [(WEB, _("画面")), (EMAIL, _("メール")), (LINE, "LINE"), (FAX, "FAX"), (PHONE, _("電話"))]

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="factory")
    strengths = models.TextField(_("strengths"), blank=True)
    channel = models.CharField(max_length=10, choices=CHANNELS, default=EMAIL)
    light = models.CharField(max_length=10, choices=LIGHTS, default=YELLOW)
    light_set_at = models.DateTimeField(db_default=ClockTimestamp())
    #: "Do not ask me now" is respected everywhere; a date, so that it ends by itself.
    paused_until = models.DateField(null=True, blank=True)
    processes = ArrayField(models.CharField(max_length=4), default=list, help_text="codes, copied from capabilities")

    class Meta:
        verbose_name = _("factory")
        constraints = [
            models.CheckConstraint(name="factory_light_known", condition=Q(light__in=["green", "yellow", "red"]))
        ]
        indexes = [GinIndex(fields=["processes"], name="factory_processes")]

    def __str__(self):
        return self.organization.name


class Machine(models.Model):
    """A machine, or several of one model."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="machines")
    name = models.CharField(max_length=60)
    maker = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("machine")

    def __str__(self):
        return self.name


class Capability(models.Model):
    """Process x materials x envelope: what the factory can do with it, as hard limits."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="capabilities")
    process = models.CharField(max_length=4)
    families = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    max_x_mm = models.PositiveIntegerField(null=True, blank=True)
    max_y_mm = models.PositiveIntegerField(null=True, blank=True)
    max_z_mm = models.PositiveIntegerField(null=True, blank=True)
    tolerance_mm = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    lot_min = models.PositiveIntegerField(default=1)
    lot_max = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("capability")
        constraints = [models.UniqueConstraint(fields=["factory", "process"], name="one_capability_per_process")]
        indexes = [models.Index(fields=["process"], name="capability_process")]

    def __str__(self):
        return f"{self.process} {self.factory}"

    @property
    def envelope(self) -> Envelope:
        return Envelope(
            process=self.process,
            families=frozenset(self.families),
            max_size_mm=tuple(n for n in (self.max_x_mm, self.max_y_mm, self.max_z_mm) if n),
            tolerance_mm=self.tolerance_mm,
            lot_min=self.lot_min,
            lot_max=self.lot_max,
        )


class SearchEntry(models.Model):
    """What the search reads of a factory: tokens written by `factories.search.index` from its profile."""

    factory = models.OneToOneField(Factory, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    name = models.CharField(max_length=120, help_text="the firm's name that the tokens were made from")
    rank = models.PositiveSmallIntegerField(help_text="among equals the lowest comes first: who has time")
    tokens = ArrayField(models.CharField(max_length=64))

    class Meta:
        verbose_name = _("search entry")
        indexes = [GinIndex(fields=["tokens"], name="search_tokens", fastupdate=False)]

    def __str__(self):
        return self.name


class SearchWord(models.Model):
    """A token of the directory and in how many factories it stands."""

    word = models.CharField(max_length=64, primary_key=True)
    factories = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("search word")

    def __str__(self):
        return self.word
