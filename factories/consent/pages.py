"""The pages of entering firms for them: the list, the two forms, the letter to the firm, and its own page to take over."""

from dataclasses import dataclass
from typing import ClassVar

import segno
from django.core.paginator import Page, Paginator

from factories.catalog.selectors import process_names
from factories.consent.forms import ClaimForm, ConsentForm, FirmForm, NotifiedForm
from factories.consent.models import ProxyConsent
from factories.consent.policies import own_consents
from factories.profile.models import Factory
from factories.profile.policies import has_account
from factories.profile.services.profile import factory_of
from marketplace.accounts.claims import claim_of
from marketplace.accounts.models import Organization, User
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor

#: An imported list may bring thousands.
PER_PAGE = 100


@dataclass(frozen=True)
class EnteredPage:
    """The firms that an organization writes for: who has still to be told comes first."""

    section: ClassVar[str] = "factories"

    consents: Page


def entered_page(actor: Actor, number: str | None) -> EnteredPage:
    consents = own_consents(actor).order_by("-notified_at", "-recorded_at", "-pk")
    return EnteredPage(Paginator(consents, PER_PAGE).get_page(number))


@dataclass(frozen=True)
class EnterPage:
    section: ClassVar[str] = "factories"

    form: FirmForm
    refused: Refusal = NOT_REFUSED


def enter_page(actor: Actor, refused: Refusal = NOT_REFUSED) -> EnterPage:
    here = actor.organization.municipality.name
    return EnterPage(refused.form_or(FirmForm, initial={"municipality": here}), refused)


@dataclass(frozen=True)
class RecordPage:
    section: ClassVar[str] = "factories"

    factory: Factory
    form: ConsentForm
    refused: Refusal = NOT_REFUSED


def record_page(factory: Factory, refused: Refusal = NOT_REFUSED) -> RecordPage:
    return RecordPage(factory, refused.form_or(ConsentForm), refused)


@dataclass(frozen=True)
class LetterPage:
    """What the firm is handed. `link` and its `code` are there just once, when they were made; `notified_form` is None when
    it is known how the firm was told."""

    section: ClassVar[str] = "factories"

    consent: ProxyConsent
    factory: Factory
    processes: tuple[str, ...]
    can_be_taken_over: bool
    link: str
    code: str
    notified_form: NotifiedForm | None
    refused: Refusal = NOT_REFUSED


def letter_page(consent: ProxyConsent, refused: Refusal = NOT_REFUSED, *, link: str = "") -> LetterPage:
    factory = consent.factory
    return LetterPage(
        consent=consent,
        factory=factory,
        processes=_processes(factory),
        can_be_taken_over=not has_account(factory),
        link=link,
        code=segno.make(link, error="m").svg_inline(scale=4, border=1) if link else "",
        notified_form=None if consent.notified_at else refused.form_or(NotifiedForm),
        refused=refused,
    )


@dataclass(frozen=True)
class ClaimPage:
    """For the firm itself: what is written about it. `form` is None for who has to sign in first."""

    token: str
    firm: Organization
    processes: tuple[str, ...]
    form: ClaimForm | None
    refused: Refusal = NOT_REFUSED


def claim_page(user: User | None, token: str, refused: Refusal = NOT_REFUSED) -> ClaimPage:
    """Raises NotFound for a link that is dead."""
    firm = claim_of(token).organization
    return ClaimPage(
        token=token,
        firm=firm,
        processes=_processes(factory_of(organization=firm)),
        form=refused.form_or(ClaimForm, initial={"name": user.name}) if user else None,
        refused=refused,
    )


def _processes(factory: Factory) -> tuple[str, ...]:
    return tuple(name for _code, name in process_names(factory.processes))
