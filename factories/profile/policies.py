"""Who may write a factory's profile, check what it says, and read what is for few."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from factories.profile.models import Factory
from factories.profile.selectors import active_factories
from marketplace.accounts.models import Membership
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy

#: Who else writes a profile than the firm itself: conditions on factories. Upper packages add theirs in `ready`.
writers: list[Callable[[Actor], Q]] = []


def has_account(factory: Factory) -> bool:
    """Whether somebody of the firm itself signs in."""
    return Membership.objects.active().filter(organization=factory.organization_id).exists()


def without_account() -> Q:
    """The same as a condition on factories."""
    return ~Q(organization__in=Membership.objects.active().values("organization"))


def served_by(actor: Actor | None) -> QuerySet[Factory]:
    """Factories without an account in the officer's municipality: the town hall is their desk. It asks them, and enters
    what they answer; no hub does, for it would know a sealed quotation."""
    if actor is None or actor.organization is None or not actor.organization.is_municipality:
        return Factory.objects.none()
    return Factory.objects.filter(without_account(), organization__municipality=actor.organization.municipality_id)


def speaks_for(actor: Actor, factory: Factory) -> bool:
    """The factory itself, or the desk of one without an account."""
    return actor.may_write and (
        actor.organization == factory.organization or served_by(actor).filter(pk=factory.pk).exists()
    )


def _written_by(actor: Actor) -> Q:
    written = Q(organization=actor.organization)
    for condition in writers:
        written |= condition(actor)
    return written


def editable(actor: Actor | None) -> QuerySet[Factory]:
    """The actor's own factory, and those that let the actor's organization write for them."""
    if actor is None or actor.organization is None:
        return Factory.objects.none()
    return active_factories().filter(_written_by(actor))


def visible_factories(actor: Actor | None) -> QuerySet[Factory]:
    """The directory; what is not in it yet is seen by who writes it and by its town hall."""
    if actor is None or actor.organization is None:
        return active_factories().filter(is_listed=True)
    seen = Q(is_listed=True) | _written_by(actor)
    if actor.organization.is_municipality:
        seen |= Q(organization__municipality=actor.organization.municipality_id)
    return active_factories().filter(seen)


def is_own(actor: Actor, factory: Factory) -> bool:
    return actor.may_write and actor.organization == factory.organization


def _may_edit(actor: Actor, factory: Factory) -> bool:
    return is_own(actor, factory) or (
        actor.may_write
        and actor.organization is not None
        and Factory.objects.filter(_written_by(actor), pk=factory.pk).exists()
    )


def is_its_town_hall(actor: Actor, factory: Factory) -> bool:
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
    return knows_contacts(actor) or actor.organization == factory.organization or _may_edit(actor, factory)


factory_policy = Policy(
    name="factory",
    visible=visible_factories,
    actions={
        "edit": _may_edit,
        "see_private": is_own,
        "check_certificate": is_its_town_hall,
        "see_contact": _knows_contact,
    },
)
