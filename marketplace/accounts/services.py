"""What people do about themselves and their organizations."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.addresses import is_held
from marketplace.accounts.kinds import GIVEN
from marketplace.accounts.models import (
    TERMS_VERSION,
    HeldOrganization,
    Membership,
    Municipality,
    Organization,
    PartnerAgreement,
    User,
)
from marketplace.accounts.names import namesake_of
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor, person
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from marketplace.kernel.text import look_key, one_line


@transaction.atomic
def person_begin(*, email: str) -> User | None:
    """The person of an address that nobody has proved to hold: one that is new, or was begun before. What was set in its
    name is wiped, nothing but the mailed code lets anybody in. None for one that was shut out, or that another may still
    take back."""
    user = User.objects.filter(email=email).first()
    if user is None and is_held(email):
        return None
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email)
        except IntegrityError:  # twice at once
            user = User.objects.get(email=email)
    if not user.is_active:
        return None
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
    User.objects.filter(pk=user.pk).update(date_joined=ClockTimestamp())  # its two days begin anew
    credentials_wipe(user=user)
    return user


@transaction.atomic
def credentials_wipe(*, user: User) -> None:
    """Nothing that was set until now lets anybody in as this person."""
    if not user.has_usable_password():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    audit.write("credentials.wipe", user, person(user))


def unproven_forget() -> None:
    """Addresses that were typed, and that nobody has proved to hold within two days, are forgotten. Operators are made, not
    begun at the door."""
    _unproven().filter(date_joined__lt=ClockTimestamp() - timedelta(days=2)).delete()


def address_free(*, address: str, user: User) -> None:
    """This person has proved to hold the address: whoever was begun for it by typing alone gives way, and is forgotten in
    two days (a sign-in that is under way still asks for the row, and is refused)."""
    for other in _unproven().filter(email__iexact=address).exclude(pk=user.pk):
        EmailAddress.objects.filter(user=other).delete()
        User.objects.filter(pk=other.pk).update(email=f"{other.public_id}@given-up.invalid")


def _unproven() -> QuerySet[User]:
    proved = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return User.objects.filter(~Exists(proved), is_active=True, is_staff=False, last_login=None, memberships=None)


@transaction.atomic
def terms_accept(*, user: User) -> User:
    """The person accepts the terms in force; the version and the instant are kept."""
    User.objects.filter(pk=user.pk).update(terms_version=TERMS_VERSION, terms_accepted_at=ClockTimestamp())
    user.refresh_from_db(fields=["terms_version", "terms_accepted_at"])
    audit.write("terms.accept", user, person(user), note={"version": TERMS_VERSION})
    return user


@transaction.atomic
def person_accept(*, actor: Actor, name: str, terms: bool) -> User:
    """The person says who they are and accepts the terms in force. Raises Invalid without either."""
    name = one_line(name)
    if not terms or not name:
        raise Invalid("person.accept", _("お名前を書いて、利用のきまりに印を付けてください。"))
    User.objects.filter(pk=actor.user.pk).update(name=name[:80])
    actor.user.refresh_from_db(fields=["name"])
    return terms_accept(user=actor.user)


@transaction.atomic
def person_join(
    *, actor: Actor, name: str, terms: bool, firm: str, kinds: Iterable[str], municipality: Municipality, **facts: Any
) -> Organization:
    """The same, and the person enters their firm; see `organization_create`."""
    if HeldOrganization.objects.filter(memberships__user=actor.user, memberships__left_at=None).exists():
        raise InvalidState("organization.held", _("事務局が確かめています。お知らせが届くまで、お待ちください。"))
    user = person_accept(actor=actor, name=name, terms=terms)
    return organization_create(user=user, name=firm, municipality=municipality, kinds=set(kinds), **facts)


@transaction.atomic
def organization_create(
    *, user: User, name: str, municipality: Municipality, kinds: set[str], **facts: Any
) -> Organization:
    """The person enters an organization and becomes its owner.

    A hub firm and a municipality are not self-made: those two kinds are given by the operator. One that bears the name of
    another in the municipality is held until the operator has looked.
    Raises Invalid without a name or kind.
    """
    name = one_line(name)
    if not name or not kinds:
        raise Invalid("organization_incomplete", _("会社の名前と、何をする会社かを選んでください。"))
    if kinds & set(GIVEN):
        raise NotAllowed("organization.kind", _("まとめ役と自治体の登録は、事務局が行います。お電話ください。"))
    # Held, so that two firms of one name go one after the other.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    organization = Organization.objects.create(
        name=name,
        municipality=municipality,
        held_for=namesake_of(name, municipality),
        **dict.fromkeys(kinds, True),
        **facts,
    )
    Membership.objects.create(user=user, organization=organization, role=Membership.OWNER)
    actor = Actor(user=user, organization=organization, role=Membership.OWNER)
    audit.write("organization.create", organization, actor, note={"held_for": organization.held_for})
    outbox.record("organization.create", organization, actor)
    return organization


@transaction.atomic
def organization_edit(*, actor: Actor, organization: Organization, **facts: Any) -> Organization:
    """Owners and approvers correct the firm's facts. Raises NotAllowed for everybody else, Invalid for a new name that is
    another firm's."""
    if not actor.may_approve or actor.organization != organization:
        raise NotAllowed("organization.edit", _("会社のことを直せるのは、代表か決裁の方だけです。"))
    now = Organization.objects.select_related("municipality").get(pk=organization.pk)
    name = one_line(facts.get("name", now.name))
    if look_key(name) != look_key(now.name) and namesake_of(name, now.municipality, besides=now):
        raise Invalid(
            "organization.namesake", _("同じ名前の会社が、この町に登録されています。事務局へお電話ください。")
        )
    if "name" in facts:
        facts["name"] = name
    Organization.objects.filter(pk=organization.pk).update(**facts)
    audit.write("organization.edit", organization, actor, note={"fields": sorted(facts)})
    organization.refresh_from_db()
    return organization


def language_set(*, user: User, language: str) -> None:
    """Pages and letters for this person are in Japanese ("ja") or English ("en") from now on."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid("user.language")
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def partnership_agree(*, one: Municipality, other: Municipality, since: date) -> None:
    """Two municipalities agree: one row each way, so that either side finds its partners by one look-up."""
    for a, b in ((one, other), (other, one)):
        PartnerAgreement.objects.get_or_create(municipality=a, partner=b, defaults={"since": since})
