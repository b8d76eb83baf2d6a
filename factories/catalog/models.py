"""The dictionary as rows that operators edit, and the words that members suggest.

`factories.catalog.selectors` builds the frozen `Taxonomy` from them. A code is for ever: it stands in plans, orders and profiles,
so it is neither changed nor deleted nor used for something else; what is no longer offered is retired.
"""

from typing import ClassVar
from uuid import UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from factories.catalog.states import SUGGESTION, SuggestionStatus
from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id

#: The name space of ids that follow from a code.
RECORDS = UUID("6f1d6b0e-5a53-4b0c-9a37-3d5f0c6f2a11")
#: No word is longer.
WORD_AT_MOST = 40


class Term(models.Model):
    """What processes, materials and certificates share: two names, and the words people say for them."""

    code: str
    group: str
    objects: ClassVar[models.Manager]

    name_ja = models.CharField(_("名前(日本語)"), max_length=60)
    name_en = models.CharField(_("名前(英語)"), max_length=80)
    words = ArrayField(models.CharField(max_length=WORD_AT_MOST), verbose_name=_("言い方"), default=list, blank=True)
    is_active = models.BooleanField(
        _("使っている"),
        default=True,
        help_text=_("外すと、選べず、ことばでも見つからなくなります。古い記録の名前は残ります。"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} {self.name_ja}"

    @property
    def public_id(self) -> UUID:
        """What the audit names it by: it follows from the code, in every installation alike."""
        return uuid5(RECORDS, f"{self._meta.model_name}:{self.pk}")


class ProcessTerm(Term):
    """A process; its code begins with the number of its group."""

    code = models.CharField(
        _("コード"),
        max_length=4,
        primary_key=True,
        validators=[RegexValidator(r"\A[0-9]{4}\Z", _("4けたの数字です。"))],
    )
    group = models.CharField(_("分野"), max_length=3)
    attributes = ArrayField(models.CharField(max_length=30), verbose_name=_("機械の属性"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = pgettext_lazy("capability", "工程")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="process_code_of_its_group", condition=Q(group=Concat(Value("G"), Left("code", 2)))
            ),
        ]


class MaterialTerm(Term):
    """A family (M01 ...), which is its own group, or one of its members by its JIS name."""

    code = models.CharField(_("コード"), max_length=20, primary_key=True)
    group = models.CharField(_("群"), max_length=3)

    class Meta:
        verbose_name = verbose_name_plural = _("材料")
        ordering = ["group", "code"]


class CertificateTerm(Term):
    """A certificate, licence or promise. Firms keep its Japanese name with themselves."""

    code = models.CharField(
        _("コード"),
        max_length=4,
        primary_key=True,
        validators=[RegexValidator(r"\AC[0-9]{3}\Z", _("C と3けたの数字です。"))],
    )
    group = models.CharField(_("種類"), max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = _("資格・認証")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["name_ja"], name="certificate_name_once")]


class TaxonomyRevision(models.Model):
    """One row: a number that rises with every change, so that processes know when to read the rows again."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = _("辞書の版")
        constraints = [models.CheckConstraint(name="one_taxonomy_revision", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def public_id(self) -> UUID:
        return uuid5(RECORDS, str(self._meta.model_name))


class WordSuggestion(models.Model):
    """A word that a member misses, and for which process, if they know; an operator takes it or declines."""

    machine = SUGGESTION

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    word = models.CharField(_("ことば"), max_length=WORD_AT_MOST)
    process = models.CharField(pgettext_lazy("capability", "工程"), max_length=4, blank=True)
    remark = models.CharField(_("ひとこと"), max_length=300, blank=True)
    organization = models.ForeignKey(
        Organization, verbose_name=_("会社"), on_delete=models.CASCADE, related_name="word_suggestions"
    )
    user = models.ForeignKey(User, verbose_name=_("教えた人"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("教えた日時"), db_default=ClockTimestamp(), editable=False)
    status = models.CharField(_("状態"), max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.OPEN)
    decided_at = models.DateTimeField(_("決めた日時"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("決めた人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("教わったことば")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="word_suggestion_status_known", condition=SUGGESTION.known),
            models.CheckConstraint(
                name="word_suggestion_decided_by_somebody",
                condition=Q(status=SuggestionStatus.OPEN, decided_at=None, decided_by=None)
                | (~Q(status=SuggestionStatus.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["organization", "word", "process"],
                condition=Q(status=SuggestionStatus.OPEN),
                name="one_open_suggestion_of_a_word",
            ),
        ]

    def __str__(self) -> str:
        return self.word
