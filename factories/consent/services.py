"""Entering a firm for it: with its consent, on the record, and the firm is told."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from factories.consent.models import ProxyConsent
from factories.consent.policies import consent_policy, may_enter_others
from factories.profile.models import Factory
from factories.profile.policies import factory_policy, has_account
from factories.profile.services.profile import factory_of
from marketplace.accounts.claims import claim_link_make, organization_claim
from marketplace.accounts.models import Municipality, Organization, User
from marketplace.accounts.services import person_accept
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor, person
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed

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
    """A hub or an officer enters a firm that has no account, with its consent; `facts` as in `FACTS`. Raises NotAllowed for
    others, Invalid without a name or consent, InvalidState when the same name is known in the municipality already."""
    if not may_enter_others(actor):
        raise NotAllowed("firm.enter", _("ほかの会社を代わりに登録できるのは、まとめ役と自治体だけです。"))
    name = name.strip()
    if not name:
        raise Invalid("firm.name", _("会社の名前を書いてください。"))
    # Held, so that a list that is being imported and this firm go one after the other.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    if Organization.objects.filter(name=name, municipality=municipality, is_active=True).exists():
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
    Factory.objects.filter(pk=factory.pk).update(channel=channel, email=email, line_name=line_name)
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
    firm with an account is told at once; for others somebody has to (`notified_record`). Raises NotAllowed for who may not
    write for it."""
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
    consent.refresh_from_db()
    return consent


@transaction.atomic
def notified_record(*, actor: Actor, consent: ProxyConsent, way: str) -> ProxyConsent:
    """The firm has been handed what was written about it. Saying so again changes nothing."""
    if not actor.may_write or consent.organization != actor.organization:
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


@transaction.atomic
def claim_link(*, actor: Actor, factory: Factory) -> str:
    """The secret that lets the firm take its entry over. Raises NotAllowed for who does not write for it."""
    factory_policy.require(actor, "edit", factory)
    return claim_link_make(actor=actor, organization=factory.organization)


@transaction.atomic
def firm_claim(*, user: User, token: str) -> Factory:
    """The firm takes its entry over and writes for itself: every consent ends."""
    organization = organization_claim(user=user, token=token)
    factory = factory_of(organization=organization)
    ProxyConsent.objects.filter(factory=factory, ended_at=None).update(ended_at=ClockTimestamp())
    return factory


@transaction.atomic
def firm_take_over(*, actor: Actor | None, user: User, token: str, name: str, terms: bool) -> Factory:
    """The person gives their name, accepts the terms and takes the firm's entry over; `actor` is whom they act for so far,
    if for anybody. Raises Invalid without a name or with the terms not accepted."""
    person_accept(actor=person(user), name=name, terms=terms)
    return firm_claim(user=user, token=token)
