"""What a factory says of itself: words, how it is reached, how busy it is, what it holds, photos."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.profile.derived import derive
from factories.profile.models import Certificate, Factory, FactoryPhoto
from factories.profile.policies import factory_policy
from marketplace.accounts.models import Organization
from marketplace.files.services import file_forget, photo_keep
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid

PHOTOS_AT_MOST = 12
WORDS = ("strengths", "likes", "refuses", "visit", "languages")
CONTACT = ("channel", "email", "line_name")
PRIVATE = ("hourly_yen", "free_hours")


@transaction.atomic
def factory_of(*, organization: Organization) -> Factory:
    """The organization's factory profile, made empty on first need."""
    factory, is_new = Factory.objects.select_related("organization").get_or_create(organization=organization)
    if is_new:
        derive(Factory.objects.filter(pk=factory.pk))
    return factory


@transaction.atomic
def availability_set(*, actor: Actor, factory: Factory, availability: str, paused_until: date | None = None) -> Factory:
    """One tap: how busy the factory is; red or a pause keeps new requests away."""
    factory_policy.require(actor, "edit", factory)
    if availability not in dict(Factory.AVAILABILITIES):
        raise Invalid("factory.availability")
    Factory.objects.filter(pk=factory.pk).update(
        availability=availability, availability_set_at=ClockTimestamp(), paused_until=paused_until
    )
    factory.refresh_from_db()
    derive(Factory.objects.filter(pk=factory.pk))
    audit.write("factory.availability_set", factory, actor, note={"availability": availability})
    return factory


@transaction.atomic
def profile_set(*, actor: Actor, factory: Factory, **facts: Any) -> Factory:
    """Words of its own (`WORDS`), how it is reached (`CONTACT`), what only it sees and says
    (`PRIVATE`). Raises Invalid for a channel that leads nowhere."""
    factory_policy.require(actor, "edit", factory)
    if set(facts) & set(PRIVATE):
        factory_policy.require(actor, "see_private", factory)
    unknown = set(facts) - {*WORDS, *CONTACT, *PRIVATE}
    if unknown:
        raise TypeError(f"no facts of a profile: {sorted(unknown)}")
    facts = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    if facts.get("channel", Factory.WEB) not in dict(Factory.CHANNELS):
        raise Invalid("factory.channel", _("連絡のしかたを選んでください。"))
    Factory.objects.filter(pk=factory.pk).update(**facts)
    factory.refresh_from_db()
    derive(Factory.objects.filter(pk=factory.pk))
    audit.write("factory.profile_set", factory, actor, note={"fields": sorted(facts)})
    return factory


@transaction.atomic
def certificates_declare(*, actor: Actor, factory: Factory, names: list[str]) -> None:
    """The firm says that it holds just these, for the whole firm; what it says of each stays. Raises Invalid for a name
    that the taxonomy does not know."""
    factory_policy.require(actor, "edit", factory)
    known = {value for kind in taxonomy().certificates for value in kind.values}
    if not set(names) <= known:
        raise Invalid("certificate.unknown", _("資格・認証を一覧から選んでください。"))
    mine = factory.certificates.filter(process="")
    mine.exclude(name__in=names).delete()
    have = set(mine.values_list("name", flat=True))
    Certificate.objects.bulk_create([Certificate(factory=factory, name=name) for name in names if name not in have])
    derive(Factory.objects.filter(pk=factory.pk))
    audit.write("factory.certificates_declare", factory, actor, note={"names": sorted(names)})


@transaction.atomic
def words_set(*, actor: Actor, factory: Factory, certificates: list[str], **words: Any) -> None:
    """In the firm's own words (`WORDS`), and the certificates that it holds."""
    profile_set(actor=actor, factory=factory, **words)
    certificates_declare(actor=actor, factory=factory, names=certificates)


@transaction.atomic
def contact_set(
    *, actor: Actor, factory: Factory, availability: str, paused_until: date | None = None, **facts: Any
) -> None:
    """How the firm is reached (`CONTACT`, `PRIVATE`) and how busy it is; a light that is said to be as it was stays as old
    as it is."""
    profile_set(actor=actor, factory=factory, **facts)
    if (availability, paused_until) != (factory.availability, factory.paused_until):
        availability_set(actor=actor, factory=factory, availability=availability, paused_until=paused_until)


@transaction.atomic
def certificate_set(*, actor: Actor, certificate: Certificate, **facts: Any) -> Certificate:
    """Number, issuer and expiry. What was checked before must be checked again."""
    factory_policy.require(actor, "edit", certificate.factory)
    Certificate.objects.filter(pk=certificate.pk).update(**facts, checked_by=None, checked_at=None)
    certificate.refresh_from_db()
    audit.write("factory.certificate_set", certificate.factory, actor, note={"name": certificate.name})
    return certificate


@transaction.atomic
def certificate_check(*, actor: Actor, certificate: Certificate) -> Certificate:
    """Somebody of the town hall has seen the paper. Checking again only renews the date."""
    factory_policy.require(actor, "check_certificate", certificate.factory)
    if certificate.expires_on and certificate.expires_on < jst_date(db_now()):
        raise Invalid("certificate.expired", _("期限が切れています。新しい期限を入れてもらってから確かめてください。"))
    Certificate.objects.filter(pk=certificate.pk).update(checked_by=actor.organization, checked_at=ClockTimestamp())
    certificate.refresh_from_db()
    audit.write("factory.certificate_check", certificate.factory, actor, note={"name": certificate.name})
    return certificate


@transaction.atomic
def photo_add(*, actor: Actor, factory: Factory, upload: UploadedFile, caption: str = "") -> FactoryPhoto:
    """Keep a picture of the shop or its work, upright and without place and camera. Raises Invalid with the reason."""
    factory_policy.require(actor, "edit", factory)
    if factory.photos.count() >= PHOTOS_AT_MOST:
        raise Invalid(
            "photo.too_many", _("写真は %(n)s枚 までです。どれかを外してから足してください。") % {"n": PHOTOS_AT_MOST}
        )
    stored = photo_keep(upload, factory.organization)
    photo = FactoryPhoto.objects.create(factory=factory, stored=stored, caption=caption.strip()[:80])
    audit.write("factory.photo_add", factory, actor)
    return photo


@transaction.atomic
def photos_add(*, actor: Actor, factory: Factory, photos: list[UploadedFile], caption: str = "") -> list[FactoryPhoto]:
    """Several pictures with the same words: all of them or none. Raises Invalid with what does not fit."""
    return [photo_add(actor=actor, factory=factory, upload=photo, caption=caption) for photo in photos]


@transaction.atomic
def photo_remove(*, actor: Actor, photo: FactoryPhoto) -> None:
    factory_policy.require(actor, "edit", photo.factory)
    audit.write("factory.photo_remove", photo.factory, actor)
    photo.delete()
    file_forget(photo.stored)
