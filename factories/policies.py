"""Who may write a factory's profile, check what it says, and read what is for few."""

from django.db.models import Q, QuerySet

from factories.models import Factory, ImportBatch, ProxyConsent
from factories.selectors import public_factories
from marketplace.accounts.models import Membership
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy


def has_account(factory: Factory) -> bool:
    """Whether somebody of the firm itself signs in."""
    return Membership.objects.active().filter(organization=factory.organization_id).exists()


def without_account() -> Q:
    """The same as a condition on factories."""
    return ~Q(organization__in=Membership.objects.active().values("organization"))


def served_by(actor: Actor | None) -> QuerySet[Factory]:
    """Factories without an account in the officer's municipality: the town hall is their desk. It asks them, and enters
    what they answer; no hub does, for it would know a sealed quote."""
    if actor is None or actor.organization is None or not actor.organization.is_municipality:
        return Factory.objects.none()
    return Factory.objects.filter(without_account(), organization__municipality=actor.organization.municipality_id)


def speaks_for(actor: Actor, factory: Factory) -> bool:
    """The factory itself, or the desk of one without an account."""
    return actor.may_write and (
        actor.organization == factory.organization or served_by(actor).filter(pk=factory.pk).exists()
    )


def editable(actor: Actor | None) -> QuerySet[Factory]:
    """The actor's own factory, and those that let the actor's organization write for them."""
    if actor is None or actor.organization is None:
        return Factory.objects.none()
    consents = ProxyConsent.objects.filter(organization=actor.organization, ended_at=None).values("factory")
    return public_factories().filter(Q(organization=actor.organization) | Q(pk__in=consents))


def _is_own(actor: Actor, factory: Factory) -> bool:
    return actor.may_write and actor.organization == factory.organization


def _may_edit(actor: Actor, factory: Factory) -> bool:
    return _is_own(actor, factory) or (
        actor.may_write
        and ProxyConsent.objects.filter(factory=factory, organization=actor.organization, ended_at=None).exists()
    )


def _may_check(actor: Actor, factory: Factory) -> bool:
    """The town hall of the firm's own municipality, and never the firm."""
    firm = actor.organization
    return (
        actor.may_write
        and firm.is_municipality
        and firm.municipality_id == factory.organization.municipality_id
        and firm != factory.organization
    )


def knows_contacts(actor: Actor) -> bool:
    """Telephone and FAX: hubs and officers work with them; others write in the rooms."""
    return bool(actor.organization and (actor.organization.is_hub or actor.organization.is_municipality))


def _knows_contact(actor: Actor, factory: Factory) -> bool:
    return knows_contacts(actor) or _may_edit(actor, factory)


def may_enter_others(actor: Actor) -> bool:
    """Who may enter firms for them: hubs and town halls."""
    return bool(
        actor.may_write and actor.organization and (actor.organization.is_hub or actor.organization.is_municipality)
    )


def imports_of(actor: Actor) -> QuerySet[ImportBatch]:
    """The lists that the actor's organization brought; nobody else sees what was in them."""
    if not may_enter_others(actor):
        return ImportBatch.objects.none()
    return ImportBatch.objects.filter(organization=actor.organization)


def _may_record_consent(actor: Actor, factory: Factory) -> bool:
    """Who may say that the firm lets them write for it: of one without an account hubs and town halls; one that can speak
    for itself is written for by its own town hall at most, never by a hub that it competes for work with."""
    return may_enter_others(actor) and (_may_check(actor, factory) or not has_account(factory))


factories = Policy(
    name="factory",
    visible=lambda actor: public_factories(),
    actions={
        "edit": _may_edit,
        "see_private": _is_own,
        "end_consent": _is_own,
        "record_consent": _may_record_consent,
        "check_certificate": _may_check,
        "see_contact": _knows_contact,
    },
)
