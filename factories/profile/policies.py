"""Who may write a factory's profile, check what it says, and read what is for few."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db.models import Q, QuerySet

from factories.profile.models import Factory
from factories.profile.selectors import active_factories
from marketplace.accounts.models import Membership, Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy

#: Who else writes a profile than the firm itself: conditions on factories. Upper packages add theirs in `ready`.
writers: list[Callable[[Actor], Q]] = []


def _signed_in_for() -> QuerySet[Membership]:
    return Membership.objects.active()


def has_account(factory: Factory) -> bool:
    """Whether somebody of the firm itself signs in."""
    return _signed_in_for().filter(organization=factory.organization_id).exists()


def without_account() -> Q:
    """The same as a condition on factories."""
    return ~Q(organization__in=_signed_in_for().values("organization"))


def _town_halls() -> QuerySet[Organization]:
    """Those that can be a desk: somebody signs in for them, and they are no hub, which would know a rival's sealed
    quotations."""
    people = _signed_in_for().values("organization")
    return Organization.objects.filter(is_municipality=True, is_hub=False, pk__in=people)


def served_by(actor: Actor | None) -> QuerySet[Factory]:
    """Factories without an account in the officer's municipality: the town hall is their desk. It asks them, and enters
    what they answer and do; no hub does, for it would know a sealed quotation."""
    if (
        actor is None
        or actor.organization is None
        or not actor.organization.is_municipality
        or actor.organization.is_hub
    ):
        return Factory.objects.none()
    here = active_factories().filter(without_account(), organization__municipality=actor.organization.municipality_id)
    return here.exclude(organization=actor.organization)


def acts_for(actor: Actor, firm: Organization) -> bool:
    """Whether the actor may act for the firm: it is its own, or one that its town hall is the desk of. When somebody of
    the firm begins to sign in, that ends at once."""
    own = actor.organization
    if own is None or own == firm:
        return own is not None
    if actor.serves is not None:
        return firm.pk in actor.serves
    is_near = own.is_municipality and own.municipality_id == firm.municipality_id
    return is_near and served_by(actor).filter(organization=firm).exists()


def serving(actor: Actor, firms: Iterable[Organization]) -> Actor:
    """The actor of a page about these firms: it knows for which of them it is the desk, and asks no more."""
    if actor.organization is None or not actor.organization.is_municipality:
        return actor
    served = served_by(actor).filter(organization__in={firm.pk for firm in firms})
    return replace(actor, serves=frozenset(served.values_list("organization", flat=True)))


def speaks_for(actor: Actor, factory: Factory) -> bool:
    """The factory itself, or the desk of one without an account."""
    return actor.may_write and acts_for(actor, factory.organization)


def desks_of(firms: Iterable[Organization]) -> dict[int, list[Organization]]:
    """By firm that nobody signs in for, the town halls that act for it: those of its municipality that somebody signs in
    for. A firm that speaks for itself is left out. Two queries."""
    towns = {firm.pk: firm.municipality_id for firm in firms}
    for pk in _signed_in_for().filter(organization__in=towns).values_list("organization", flat=True):
        towns.pop(pk, None)
    if not towns:
        return {}
    found: dict[int, list[Organization]] = {pk: [] for pk in towns}
    for hall in _town_halls().filter(municipality__in=set(towns.values())).order_by("pk"):
        for pk, town in towns.items():
            if town == hall.municipality_id and pk != hall.pk:
                found[pk].append(hall)
    return found


def unreachable(firms: Iterable[Organization], *, parties: Iterable[Organization]) -> set[int]:
    """Those for which nobody answers: neither people of their own, nor a desk other than the `parties` of the work: who asks,
    and whose inquiry it is. Two queries."""
    but = set(parties)
    return {pk for pk, desks in desks_of(firms).items() if but.issuperset(desks)}


def reachable(parties: Iterable[Organization]) -> Q:
    """The others, as a condition on factories."""
    halls = _town_halls().exclude(pk__in=[party.pk for party in parties])
    return ~without_account() | Q(organization__municipality__in=halls.values("municipality"))


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
