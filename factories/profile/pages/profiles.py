"""One factory's profile for members, and on a card that is handed round."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import segno

from factories.catalog.selectors import process_names, taxonomy
from factories.profile.availability import is_old
from factories.profile.forms import NoteForm
from factories.profile.models import AddressBookEntry, Capability, Certificate, Factory, FactoryPhoto, Machine
from factories.profile.parts import ACTIONS, BODY, ShownPart, parts_of
from factories.profile.policies import factory_policy, has_account
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now


@dataclass(frozen=True)
class CapabilityRow:
    """`materials`: names of the families, none for everything."""

    process: str
    capability: Capability
    materials: tuple[str, ...]


@dataclass(frozen=True)
class CertificateRow:
    certificate: Certificate
    is_expired: bool
    can_check: bool


@dataclass(frozen=True)
class Portrait:
    """What a profile shows to everybody who may open it."""

    factory: Factory
    capabilities: tuple[CapabilityRow, ...]
    machines: tuple[Machine, ...]
    certificates: tuple[CertificateRow, ...]
    photos: tuple[FactoryPhoto, ...]
    has_wishes: bool
    parts: tuple[ShownPart, ...]


def _portrait(factory: Factory, actor: Actor | None, today: date) -> Portrait:
    families = {m.code: m.name for m in taxonomy().materials if m.is_family}
    capabilities = list(factory.capabilities.select_related("machine").order_by("process", "pk"))
    names = dict(process_names({c.process for c in capabilities}))
    can_check = factory_policy.may(actor, "check_certificate", factory)
    return Portrait(
        factory=factory,
        capabilities=tuple(
            CapabilityRow(names[c.process], c, tuple(families.get(code, "") for code in c.families))
            for c in capabilities
            if c.process in names
        ),
        machines=tuple(factory.machines.order_by("pk")),
        certificates=tuple(
            CertificateRow(c, c.expires_on is not None and c.expires_on < today, can_check)
            for c in factory.certificates.select_related("checked_by").order_by("process", "name")
        ),
        photos=tuple(factory.photos.all()),
        has_wishes=any((factory.likes, factory.refuses, factory.visit, factory.languages)),
        parts=parts_of(factory, actor, BODY),
    )


@dataclass(frozen=True)
class ProfilePage:
    """`note_form` is None for the factory itself."""

    section: ClassVar[str] = "factories"

    factory: Factory
    portrait: Portrait
    actions: tuple[ShownPart, ...]
    is_resting: bool
    is_availability_fresh: bool
    can_edit: bool
    shows_contact: bool
    shows_private: bool
    has_account: bool
    is_in_book: bool
    note_form: NoteForm | None
    refused: Refusal = NOT_REFUSED


def profile_page(actor: Actor, factory: Factory, refused: Refusal = NOT_REFUSED) -> ProfilePage:
    """What one factory can do, in its own words and in limits."""
    today = jst_date(db_now())
    can = factory_policy.allowed(actor, factory)
    is_own = factory.organization == actor.organization
    entry = AddressBookEntry.objects.filter(organization=actor.organization, factory=factory).first()
    note = {"note": entry.note if entry else ""}
    return ProfilePage(
        factory=factory,
        portrait=_portrait(factory, actor, today),
        actions=parts_of(factory, actor, ACTIONS),
        is_resting=factory.paused_until is not None and factory.paused_until >= today,
        is_availability_fresh=not is_old(factory),
        can_edit="edit" in can,
        shows_contact="see_contact" in can,
        shows_private="see_private" in can and (bool(factory.hourly_yen) or factory.free_hours is not None),
        has_account=has_account(factory),
        is_in_book=entry is not None,
        note_form=None if is_own else refused.form_or(NoteForm, initial=note),
        refused=refused,
    )


@dataclass(frozen=True)
class CardPage:
    """`address` opens this card, and so does `code`."""

    factory: Factory
    portrait: Portrait
    address: str
    code: str


def card_page(factory: Factory, address: str) -> CardPage:
    return CardPage(
        factory=factory,
        portrait=_portrait(factory, None, jst_date(db_now())),
        address=address,
        code=segno.make(address, error="m").svg_inline(scale=3, border=1),
    )
