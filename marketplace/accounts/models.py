"""People, the organizations they act for, and the municipalities those sit in."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.states import CLAIM, INVITATION, ClaimStatus, InvitationStatus
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id

#: The version of the terms that people accept now; a new one is asked for again.
TERMS_VERSION = "2026-11-01"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by a code sent to the e-mail address; a password is optional."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    #: What the person chose; empty: pages as the browser asks, letters in Japanese.
    language = models.CharField(max_length=5, blank=True)
    terms_version = models.CharField(max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def written_language(self) -> str:
        """What notices and letters to this person are written in."""
        return self.language or settings.LANGUAGE_CODE

    @property
    def has_accepted_terms(self) -> bool:
        return self.terms_version == TERMS_VERSION


class Municipality(models.Model):
    """A city, ward, town or village by its official six-digit code (全国地方公共団体コード)."""

    code = models.CharField(max_length=6, primary_key=True)
    prefecture = models.CharField(max_length=10)
    county = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=30)
    kana = models.CharField(max_length=60)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        verbose_name = _("municipality")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        return f"{self.prefecture}{self.county}{self.name}"


class PartnerAgreement(models.Model):
    """Two municipalities whose hubs and factories work for each other's orderers (連携協定)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="agreements")
    partner = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "partner"], name="one_agreement_per_pair"),
            models.CheckConstraint(name="partner_is_another", condition=~Q(municipality=models.F("partner"))),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} - {self.partner}"


class Organization(models.Model):
    """A firm, a public body or a person in business. One may orderer, hub and factory at once."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("会社の名前"), max_length=120)
    kana = models.CharField(_("ふりがな"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("市区町村"), on_delete=models.PROTECT, related_name="organizations"
    )
    address = models.CharField(_("町名・番地"), max_length=200, blank=True)
    phone = models.CharField(_("電話番号"), max_length=30, blank=True)
    fax = models.CharField(_("fax"), max_length=30, blank=True)
    is_orderer = models.BooleanField(_("orderer"), default=False)
    is_hub = models.BooleanField(_("まとめ役"), default=False)
    is_factory = models.BooleanField(_("factory"), default=False)
    is_municipality = models.BooleanField(_("自治体"), default=False)
    is_supporter = models.BooleanField(_("supporter"), default=False)
    #: Facts for the size test of the statement of terms (取適法2条8項): declared by the firm, dated, may be unknown.
    is_sole_proprietor = models.BooleanField(default=False)
    capital_yen = models.BigIntegerField(null=True, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    size_declared_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(_("使える"), default=True)
    #: Whose name it bears, until an operator has looked; "": it is not held.
    held_for = models.CharField(_("同じ名前の会社"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("登録した日時"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("会社")
        verbose_name_plural = _("会社")
        constraints = [
            models.CheckConstraint(
                name="organization_has_a_kind",
                condition=Q(is_orderer=True)
                | Q(is_hub=True)
                | Q(is_factory=True)
                | Q(is_municipality=True)
                | Q(is_supporter=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_labels(self) -> list[str]:
        pairs = [
            (self.is_hub, gettext("まとめ役")),
            (self.is_factory, pgettext("one", "町工場")),
            (self.is_orderer, gettext("頼み手")),
            (self.is_municipality, gettext("自治体")),
            (self.is_supporter, gettext("支援機関")),
        ]
        return [label for on, label in pairs if on]


class HeldOrganizationManager(models.Manager):
    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(is_active=True).exclude(held_for="")


class HeldOrganization(Organization):
    """One that waits for an operator."""

    objects: ClassVar[HeldOrganizationManager] = HeldOrganizationManager()

    class Meta:
        proxy = True
        ordering = ["created_at", "pk"]
        verbose_name = verbose_name_plural = _("同じ名前で待っている会社")


class MembershipQuerySet(models.QuerySet):
    def active(self) -> "MembershipQuerySet":
        """Of people who may act now: nobody does for a firm that is held."""
        return self.filter(left_at=None, user__is_active=True, organization__is_active=True, organization__held_for="")


class Membership(models.Model):
    """A person acts for an organization, in a role, until they leave."""

    OWNER, APPROVER, MEMBER, VIEWER = "owner", "approver", "member", "viewer"
    ROLES = [(OWNER, _("代表")), (APPROVER, _("決裁")), (MEMBER, _("担当")), (VIEWER, _("閲覧"))]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=ROLES, default=MEMBER)
    joined_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], condition=Q(left_at=None), name="one_live_membership"
            ),
            models.CheckConstraint(
                name="membership_role_known", condition=Q(role__in=["owner", "approver", "member", "viewer"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.organization}"


class InvitationQuerySet(models.QuerySet):
    def alive(self) -> "InvitationQuerySet":
        """Those that may still be accepted: in time, of a firm that is here, by somebody who is its owner still."""
        is_owner = Membership.objects.active().filter(
            user=OuterRef("invited_by"), organization=OuterRef("organization"), role=Membership.OWNER
        )
        return self.filter(
            Exists(is_owner),
            status=InvitationStatus.OPEN,
            expires_at__gt=ClockTimestamp(),
            organization__is_active=True,
        )


class Invitation(models.Model):
    """An owner wishes whoever holds an address to act for the firm. Only that person's word makes it a membership."""

    machine = INVITATION

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Membership.ROLES)
    status = models.CharField(
        max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.OPEN, editable=False
    )
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    expires_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(name="invitation_status_known", condition=INVITATION.known),
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(status=InvitationStatus.OPEN),
                name="one_open_invitation_of_a_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} -> {self.email}"


class ActionLink(models.Model):
    """A link that lets its bearer do one thing for one organization, once, until it expires. Its secret follows from the
    row and the place's own key, and is kept nowhere."""

    CLAIM = "claim"
    SCOPES = [(CLAIM, "claim")]

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="action_links")
    scope = models.CharField(max_length=10, choices=SCOPES)
    #: Whether it went by mail: what is done with it takes effect after a while.
    by_mail = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("action link")

    def __str__(self) -> str:
        return f"{self.scope} {self.organization}"


class AddressChange(models.Model):
    """A person signs in by another address now. For a week the former one can take it back; only the link's hash is kept."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    former = models.EmailField()
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    expires_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of address")

    def __str__(self) -> str:
        return self.former


class Claim(models.Model):
    """A person wishes to take a firm's entry over, and does when it is due, unless the town hall stops it before."""

    machine = CLAIM

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    link = models.OneToOneField(ActionLink, on_delete=models.PROTECT, related_name="claim")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    status = models.CharField(max_length=10, choices=ClaimStatus.choices, default=ClaimStatus.WAITING, editable=False)
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("claim")
        constraints = [
            models.CheckConstraint(name="claim_status_known", condition=CLAIM.known),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(status=ClaimStatus.WAITING), name="one_waiting_claim_of_a_firm"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} -> {self.organization}"
