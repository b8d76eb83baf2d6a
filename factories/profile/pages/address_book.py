"""The firms that an organization works with, how they are reached, and what it noted."""

from dataclasses import dataclass
from typing import ClassVar

from factories.catalog.selectors import process_names
from factories.profile.models import AddressBookEntry
from factories.profile.policies import knows_contacts
from factories.profile.selectors import public_factories
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor


@dataclass(frozen=True)
class BookRow:
    entry: AddressBookEntry
    processes: tuple[str, ...]


@dataclass(frozen=True)
class BookPage:
    section: ClassVar[str] = "factories"

    rows: tuple[BookRow, ...]
    shows_contact: bool
    refused: Refusal = NOT_REFUSED


def book_page(actor: Actor, refused: Refusal = NOT_REFUSED) -> BookPage:
    entries = (
        AddressBookEntry.objects.filter(organization=actor.organization, factory__in=public_factories())
        .select_related("factory__organization__municipality")
        .order_by("factory__organization__kana", "pk")
    )
    return BookPage(
        rows=tuple(
            BookRow(entry, tuple(name for _code, name in process_names(entry.factory.processes))) for entry in entries
        ),
        shows_contact=knows_contacts(actor),
        refused=refused,
    )
