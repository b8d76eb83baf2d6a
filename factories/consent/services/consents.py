"""Entering a firm for it: with its consent, on the record, confirmed by its own side, and the firm is told."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from factories.consent.models import ProxyConsent
from factories.consent.policies import consent_policy, may_enter_others
from factories.profile.derived import derive
from factories.profile.models import Factory
from factories.profile.policies import has_account, is_its_town_hall
from factories.profile.services.profile import factory_of
from marketplace.accounts.models import Municipality, Organization
from marketplace.accounts.names import namesake_of
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from marketplace.kernel.text import one_line

#: Facts of the organization that a proxy may write.
FACTS = ("kana", "address", "phone", "fax", "employees")


@transaction.atomic
def firm_enter(
    *,
    actor: Actor,
    name: str,
    municipality: Municipality,
    consented_by: str,
    consented_on: date,
    way: str,
    cause: str,
    channel: str = Factory.EMAIL,
    email: str = "",
    line_name: str = "",
    **facts: Any,
) -> Factory:
    """A hub or an officer enters a firm that has no account, with its consent; `facts` as in `FACTS`. It stands in the
    directory as soon as the consent is confirmed: at once where its own town hall enters it. Raises NotAllowed for others,
    Invalid without a name or consent, InvalidState when the same name is known in the municipality already."""
    if not may_enter_others(actor):
        raise NotAllowed("firm.enter", _("ほかの会社を代わりに登録できるのは、まとめ役と自治体だけです。"))
    name = one_line(name)
    if not name:
        raise Invalid("firm.name", _("会社の名前を書いてください。"))
    # Held, so that a list that is being imported and this firm go one after the other.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    if namesake_of(name, municipality):
        raise InvalidState(
            "firm.known",
            _("%(firm)s は、%(municipality)s にもう登録されています。町工場をさがす画面で確かめてください。")
            % {"firm": name, "municipality": municipality.name},
        )
    organization = Organization.objects.create(
        name=name,
        municipality=municipality,
        is_factory=True,
        **{key: value for key, value in facts.items() if key in FACTS},
    )
    factory = factory_of(organization=organization)
    Factory.objects.filter(pk=factory.pk).update(
        channel=channel, email=email, line_name=line_name, is_listed=is_its_town_hall(actor, factory)
    )
    factory.refresh_from_db()
    audit.write("firm.enter", organization, actor, note={"name": name})
    consent_record(
        actor=actor, factory=factory, consented_by=consented_by, consented_on=consented_on, way=way, cause=cause
    )
    return factory


def consent_check(*, consented_by: str, consented_on: date, way: str, cause: str) -> None:
    """What a consent says of itself: who, when, how and why. Raises Invalid where any of it is missing."""
    if not (consented_by.strip() and cause.strip()) or way not in dict(ProxyConsent.WAYS):
        raise Invalid("consent.incomplete", _("だれが、どうやって承知したかと、代わりに書く理由を書いてください。"))
    if consented_on > jst_date(db_now()):
        raise Invalid("consent.future", _("承知した日が先の日付です。"))


@transaction.atomic
def consent_record(
    *, actor: Actor, factory: Factory, consented_by: str, consented_on: date, way: str, cause: str
) -> ProxyConsent:
    """The firm said that the actor's organization may write for it. A new consent takes the place of the earlier one. A
    firm with an account is told at once; for others somebody has to (`notified_record`). What the firm's own town hall
    records is confirmed by that; else the firm or the town hall has to say so. Raises NotAllowed for who may not write
    for it."""
    consent_policy.require(actor, "record", factory)
    consent_check(consented_by=consented_by, consented_on=consented_on, way=way, cause=cause)
    live = ProxyConsent.objects.filter(factory=factory, organization=actor.organization, ended_at=None)
    live.update(ended_at=ClockTimestamp())
    consent = ProxyConsent.objects.create(
        factory=factory,
        organization=actor.organization,
        recorded_by=actor.user,
        consented_by=consented_by.strip()[:60],
        consented_on=consented_on,
        way=way,
        cause=cause.strip()[:300],
    )
    if has_account(factory):
        ProxyConsent.objects.filter(pk=consent.pk).update(notified_at=ClockTimestamp(), notified_way=_("お知らせ"))
    audit.write("consent.record", consent, actor, note={"way": way, "consented_by": consent.consented_by})
    outbox.record("consent.record", consent, actor)
    if is_its_town_hall(actor, factory):
        _confirm(actor, consent, ProxyConsent.TOWN_HALL)
    consent.refresh_from_db()
    return consent


def code_of(consent: ProxyConsent) -> str:
    """Eight digits that stand in the firm's letter alone; they follow from the consent and the place's key."""
    digest = salted_hmac("consent.code", str(consent.public_id), algorithm="sha256").hexdigest()
    number = f"{int(digest, 16) % 10**8:08}"
    return f"{number[:4]}-{number[4:]}"


@transaction.atomic
def consent_confirm(*, actor: Actor, consent: ProxyConsent, code: str = "") -> ProxyConsent:
    """The firm's own side has said that it is so: its town hall spoke with it, or it told the one who writes for it the
    code of its letter. Twice is harmless. Raises NotAllowed for others, Invalid for another code, InvalidState when ended.
    The caller has counted how often codes are tried."""
    if consent_policy.may(actor, "confirm", consent.factory):
        how = ProxyConsent.BY_TOWN_HALL
    elif actor.may_write and consent.organization == actor.organization:
        if not constant_time_compare("".join(filter(str.isdecimal, code)), code_of(consent).replace("-", "")):
            raise Invalid(
                "consent.code", _("番号がちがいます。手紙に印刷された8けたの番号を、会社の方に聞いてください。")
            )
        how = ProxyConsent.BY_CODE
    else:
        raise NotAllowed("consent.confirm")
    _confirm(actor, consent, how)
    consent.refresh_from_db()
    return consent


def _confirm(actor: Actor, consent: ProxyConsent, how: str) -> None:
    """It is in force, and the firm stands in the directory."""
    held = ProxyConsent.objects.select_for_update().get(pk=consent.pk)
    if held.ended_at is not None:
        raise InvalidState("consent.ended")
    if held.confirmed_at is not None:
        return
    ProxyConsent.objects.filter(pk=held.pk).update(confirmed_at=ClockTimestamp(), confirmed_how=how)
    audit.write("consent.confirm", held, actor, note={"how": how})
    outbox.record("consent.confirm", held, actor)
    if Factory.objects.filter(pk=held.factory_id, is_listed=False).update(is_listed=True):
        derive(Factory.objects.filter(pk=held.factory_id))


@transaction.atomic
def consent_deny(*, actor: Actor, consent: ProxyConsent) -> ProxyConsent:
    """The firm has told its town hall that it never said so: the consent ends, and a firm that is not in the directory
    goes. Twice is harmless. Raises NotAllowed for everybody else."""
    consent_policy.require(actor, "confirm", consent.factory)
    if ProxyConsent.objects.filter(pk=consent.pk, ended_at=None).update(ended_at=ClockTimestamp()):
        audit.write("consent.deny", consent, actor)
        outbox.record("consent.deny", consent, actor)
        Organization.objects.filter(pk=consent.factory.organization_id, factory__is_listed=False).update(
            is_active=False
        )
    consent.refresh_from_db()
    return consent


@transaction.atomic
def notified_record(*, actor: Actor, consent: ProxyConsent, way: str) -> ProxyConsent:
    """The firm has been handed what was written about it. Saying so again changes nothing."""
    is_mine = actor.may_write and consent.organization == actor.organization
    if not is_mine and not consent_policy.may(actor, "confirm", consent.factory):
        raise NotAllowed("consent.notified")
    if not way.strip():
        raise Invalid("consent.notified_way", _("どうやって知らせたかを選んでください。"))
    ProxyConsent.objects.filter(pk=consent.pk, notified_at=None).update(
        notified_at=ClockTimestamp(), notified_way=way.strip()[:40]
    )
    consent.refresh_from_db()
    audit.write("consent.notified", consent, actor, note={"way": consent.notified_way})
    return consent


@transaction.atomic
def consent_end(*, actor: Actor, consent: ProxyConsent) -> ProxyConsent:
    """The firm writes for itself from now on, or the proxy steps back. Ending it again changes nothing."""
    mine = actor.may_write and consent.organization == actor.organization
    if not mine:
        consent_policy.require(actor, "end", consent.factory)
    if ProxyConsent.objects.filter(pk=consent.pk, ended_at=None).update(ended_at=ClockTimestamp()):
        audit.write("consent.end", consent, actor)
        outbox.record("consent.end", consent, actor)
    consent.refresh_from_db()
    return consent
