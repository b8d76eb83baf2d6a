"""The firms that an organization works with."""

from django.db import transaction

from factories.profile.models import AddressBookEntry, Factory
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import NotAllowed


@transaction.atomic
def book_add(*, actor: Actor, factory: Factory, note: str = "") -> AddressBookEntry:
    """Put a firm into the address book of the actor's organization, or change what is noted about it."""
    if not actor.may_write or actor.organization is None:
        raise NotAllowed("book.add")
    entry, _ = AddressBookEntry.objects.update_or_create(
        organization=actor.organization, factory=factory, defaults={"note": note.strip()[:300]}
    )
    audit.write("book.add", factory, actor)
    return entry


@transaction.atomic
def book_remove(*, actor: Actor, factory: Factory) -> None:
    if not actor.may_write or actor.organization is None:
        raise NotAllowed("book.remove")
    if AddressBookEntry.objects.filter(organization=actor.organization, factory=factory).delete()[0]:
        audit.write("book.remove", factory, actor)
