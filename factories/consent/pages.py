"""The pages of entering firms for them: the list, the two forms, the letter to the firm, and its own page to take over."""

from dataclasses import dataclass
from typing import ClassVar

import segno
from django.core.paginator import Page, Paginator

from factories.catalog.selectors import process_names
from factories.consent.forms import ClaimForm, CodeForm, ConsentForm, FirmForm, NotifiedForm
from factories.consent.models import ProxyConsent
from factories.consent.policies import consent_policy, consents_to_confirm, own_consents, waiting_claims
from factories.consent.services.consents import code_of
from factories.profile.models import Factory
from factories.profile.policies import has_account
from factories.profile.services.profile import factory_of
from marketplace.accounts.claims import claim_of, own_claim
from marketplace.accounts.models import Claim, Organization, User
from marketplace.accounts.states import ClaimStatus
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor

#: An imported list may bring thousands.
PER_PAGE = 100


@dataclass(frozen=True)
class EnteredPage:
    """The firms that an organization writes for: who has still to be told comes first. A town hall also sees what waits
    for its word: consents that others wrote down, and claims that it may stop."""

    section: ClassVar[str] = "factories"

    consents: Page
    to_confirm: Page
    claims: tuple[Claim, ...]


def entered_page(actor: Actor, number: str | None) -> EnteredPage:
    consents = own_consents(actor).order_by("-notified_at", "-recorded_at", "-pk")
    to_confirm = consents_to_confirm(actor).order_by("recorded_at", "pk")
    return EnteredPage(
        consents=Paginator(consents, PER_PAGE).get_page(number),
        to_confirm=Paginator(to_confirm, PER_PAGE).get_page(1),
        claims=tuple(waiting_claims(actor)),
    )


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
    """What the firm is handed. For its town hall alone: `link` and its `code`, there just once when they were made, the
    `number` that the firm tells back, and the buttons. `notified_form` is None when it is known how the firm was told,
    `code_form` where nothing is to be confirmed by a number."""

    section: ClassVar[str] = "factories"

    consent: ProxyConsent
    factory: Factory
    processes: tuple[str, ...]
    is_mine: bool
    is_town_hall: bool
    can_be_taken_over: bool
    link: str
    code: str
    number: str
    code_form: CodeForm | None
    notified_form: NotifiedForm | None
    refused: Refusal = NOT_REFUSED


def letter_page(actor: Actor, consent: ProxyConsent, refused: Refusal = NOT_REFUSED, *, link: str = "") -> LetterPage:
    factory = consent.factory
    is_mine = consent.organization == actor.organization
    is_town_hall = consent_policy.may(actor, "hand_over", factory)
    tells_number = not is_town_hall and consent.confirmed_at is None
    return LetterPage(
        consent=consent,
        factory=factory,
        processes=_processes(factory),
        is_mine=is_mine,
        is_town_hall=is_town_hall,
        can_be_taken_over=is_town_hall and not has_account(factory),
        link=link,
        code=segno.make(link, error="m").svg_inline(scale=4, border=1) if link else "",
        number=code_of(consent) if link and consent.confirmed_at is None else "",
        code_form=refused.form_or(CodeForm, consent=consent) if tells_number else None,
        notified_form=None if consent.notified_at else refused.form_or(NotifiedForm),
        refused=refused,
    )


@dataclass(frozen=True)
class ClaimPage:
    """For the firm itself: what is written about it. `form` is None for who has to sign in first, and where the person has
    claimed it: then `claim` says how that stands."""

    token: str
    firm: Organization
    processes: tuple[str, ...]
    claim: Claim | None
    is_waiting: bool
    is_stopped: bool
    form: ClaimForm | None
    refused: Refusal = NOT_REFUSED


def claim_page(user: User | None, token: str, refused: Refusal = NOT_REFUSED) -> ClaimPage:
    """Raises NotFound for a link that is dead."""
    claim = own_claim(user, token) if user else None
    firm = claim.organization if claim else claim_of(token).organization
    return ClaimPage(
        token=token,
        firm=firm,
        processes=_processes(factory_of(organization=firm)),
        claim=claim,
        is_waiting=claim is not None and claim.status == ClaimStatus.WAITING,
        is_stopped=claim is not None and claim.status == ClaimStatus.STOPPED,
        form=refused.form_or(ClaimForm, initial={"name": user.name}) if user and not claim else None,
        refused=refused,
    )


def _processes(factory: Factory) -> tuple[str, ...]:
    return tuple(name for _code, name in process_names(factory.processes))
