"""Entering firms for them, and handing the entry over."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.consent.forms import ClaimForm, CodeForm, ConsentForm, FirmForm, LetterMailForm, NotifiedForm
from factories.consent.models import ProxyConsent
from factories.consent.pages import claim_page, enter_page, entered_page, letter_page, record_page
from factories.consent.policies import (
    consent_policy,
    lettered_consents,
    may_enter_others,
    visible_consents,
    waiting_claims,
)
from factories.consent.services.claims import claim_link, firm_take_over, letter_mail
from factories.consent.services.consents import (
    consent_confirm,
    consent_deny,
    consent_end,
    consent_record,
    firm_enter,
    notified_record,
)
from factories.profile.models import Factory
from factories.profile.policies import factory_policy, visible_factories
from factories.profile.views.editing import show_edit_page
from marketplace.accounts.acting import SESSION_KEY
from marketplace.accounts.claims import claim_stop
from marketplace.accounts.decorators import member_page, person_page, public_page
from marketplace.accounts.models import Claim
from marketplace.accounts.states import ClaimStatus
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404


def _require_may_enter(request: HttpRequest) -> None:
    if not may_enter_others(request.actor):
        raise NotFound("proxies")


def _entered_page(request: HttpRequest, _refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "consent/entered.html", entered_page(request.actor, request.GET.get("page")))


@member_page("GET")
def entered(request: HttpRequest) -> HttpResponse:
    """The firms that this organization writes for: who has still to be told, and the way to each."""
    _require_may_enter(request)
    return _entered_page(request)


def _enter_page(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "consent/enter.html", enter_page(request.actor, refused))


@member_page("GET", "POST")
def enter(request: HttpRequest) -> HttpResponse:
    """A firm without an account, entered with its consent; then its five screens."""
    _require_may_enter(request)
    if request.method != "POST":
        return _enter_page(request)
    return act(
        request,
        firm_enter,
        form=FirmForm(request.POST),
        to=lambda factory: reverse("factory_screen", args=[factory.public_id, 1]),
        page=partial(_enter_page, request),
        done=_("会社を登録しました。つづけて、できる工程を入れてください。"),
    )


def _to_record(request: HttpRequest, public_id: UUID) -> Factory:
    factory = get_visible_or_404(visible_factories(request.actor), public_id)
    if not consent_policy.may(request.actor, "record", factory):
        raise NotFound("consent")
    return factory


def _record_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "consent/record.html", record_page(_to_record(request, public_id), refused))


@member_page("GET", "POST")
def record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A firm that is in the directory already lets this organization write for it."""
    if request.method != "POST":
        return _record_page(request, public_id)
    return act(
        request,
        consent_record,
        factory=_to_record(request, public_id),
        form=ConsentForm(request.POST),
        to=reverse("factory_edit", args=[public_id]),
        page=partial(_record_page, request, public_id),
        done=_("承知いただいたことを記録しました。"),
    )


def _consent(request: HttpRequest, public_id: UUID) -> ProxyConsent:
    return get_visible_or_404(lettered_consents(request.actor), public_id)


def _letter_page(
    request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED, *, link: str = ""
) -> HttpResponse:
    page = letter_page(request.actor, _consent(request, public_id), refused, link=link)
    return show(request, "consent/letter.html", page)


@member_page("GET", "POST")
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the firm is handed: what was written, who did it and why; for its town hall with a code to take it over. Each
    time that is made anew (POST) the earlier code ends; the page that answers is the only one with it."""
    if request.method != "POST":
        return _letter_page(request, public_id)

    def with_link(token: str) -> HttpResponse:
        link = request.build_absolute_uri(reverse("firm_claim", args=[token]))
        return _letter_page(request, public_id, link=link)

    factory = _consent(request, public_id).factory
    page = partial(_letter_page, request, public_id)
    return act(request, claim_link, factory=factory, to=with_link, page=page, is_edit=True)


@member_page("POST")
def mail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The town hall has the letter sent to the firm's own mail address."""
    return act(
        request,
        letter_mail,
        consent=_consent(request, public_id),
        form=LetterMailForm(request.POST),
        to=reverse("letter", args=[public_id]),
        page=partial(_letter_page, request, public_id),
        done=lambda consent: _("%(address)s に手紙を送りました。") % {"address": consent.factory.email},
    )


@member_page("POST")
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The town hall spoke with the firm, or the firm told the number of its letter."""
    consent = _consent(request, public_id)
    is_town_hall = consent_policy.may(request.actor, "confirm", consent.factory)
    return act(
        request,
        consent_confirm,
        consent=consent,
        form=None if is_town_hall else CodeForm(request.POST, consent=consent),
        to=reverse("letter", args=[public_id]),
        page=partial(_letter_page, request, public_id),
        done=_("承知を確認したことを記録しました。"),
    )


@member_page("POST")
def deny(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The firm told its town hall that it never said so."""
    return act(
        request,
        consent_deny,
        consent=_consent(request, public_id),
        to=reverse("proxies"),
        page=partial(_letter_page, request, public_id),
        done=_("承知していないことを記録しました。代わりに書くことは終わりです。"),
    )


@member_page("POST")
def notified(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter was handed over."""
    return act(
        request,
        notified_record,
        consent=_consent(request, public_id),
        form=NotifiedForm(request.POST),
        to=reverse("proxies"),
        page=partial(_letter_page, request, public_id),
        done=_("知らせたことを記録しました。"),
    )


def _page_when_ended(request: HttpRequest, consent: ProxyConsent) -> str:
    can_edit = factory_policy.may(request.actor, "edit", consent.factory)
    return reverse("factory_edit" if can_edit else "factory", args=[consent.factory.public_id])


@member_page("POST")
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The firm writes for itself from now on, or the proxy steps back."""
    consent = get_visible_or_404(visible_consents(request.actor), public_id)
    is_own = consent.factory.organization == request.actor.organization
    return act(
        request,
        consent_end,
        consent=consent,
        to=partial(_page_when_ended, request),
        page=(
            partial(show_edit_page, request, consent.factory.public_id)
            if is_own
            else partial(_letter_page, request, public_id)
        ),
        done=_("代わりに書くことを終わりにしました。書かれた内容は残っています。"),
    )


def _claim_page(request: HttpRequest, token: str, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    return show(request, "consent/claim.html", claim_page(user, token, refused))


@public_page("GET")
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The firm opens the link that it was handed: what is written about it, how to take it over, and how that stands."""
    return _claim_page(request, token)


@person_page("POST")
def take_over(request: HttpRequest, token: str) -> HttpResponse:
    """The firm takes its entry over, on the next page already or when its claim is due."""

    def onwards(claim: Claim) -> str:
        if claim.status != ClaimStatus.DONE:
            return reverse("firm_claim", args=[token])
        request.session[SESSION_KEY] = str(claim.organization.public_id)
        return reverse("factory_edit", args=[claim.organization.factory.public_id])

    def done(claim: Claim) -> str:
        if claim.status != ClaimStatus.DONE:
            return ""
        return _("%(firm)s の登録を受け継ぎました。ちがうところを直してください。") % {"firm": claim.organization}

    return act(
        request,
        firm_take_over,
        token=token,
        form=ClaimForm(request.POST),
        to=onwards,
        page=partial(_claim_page, request, token),
        done=done,
        is_edit=True,
    )


@member_page("POST")
def stop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The town hall says that whoever claims the firm is not the firm."""
    claim = get_visible_or_404(waiting_claims(request.actor), public_id)
    return act(
        request,
        claim_stop,
        claim=claim,
        to=reverse("proxies"),
        page=partial(_entered_page, request),
        done=_("受け継ぎを止めました。申し出た方に知らせます。"),
    )
