"""Entering firms for them, and handing the entry over."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.consent.forms import ClaimForm, ConsentForm, FirmForm, NotifiedForm
from factories.consent.models import ProxyConsent
from factories.consent.pages import claim_page, enter_page, entered_page, letter_page, record_page
from factories.consent.policies import consent_policy, may_enter_others, own_consents, visible_consents
from factories.consent.services import (
    claim_link,
    consent_end,
    consent_record,
    firm_enter,
    firm_take_over,
    notified_record,
)
from factories.profile.models import Factory
from factories.profile.policies import factory_policy
from factories.profile.selectors import public_factories
from factories.profile.views.editing import show_edit_page
from marketplace.accounts.decorators import member_page, public_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404


def _require_may_enter(request: HttpRequest) -> None:
    if not may_enter_others(request.actor):
        raise NotFound("proxies")


@member_page("GET")
def entered(request: HttpRequest) -> HttpResponse:
    """The firms that this organization writes for: who has still to be told, and the way to each."""
    _require_may_enter(request)
    return show(request, "consent/entered.html", entered_page(request.actor, request.GET.get("page")))


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
    factory = get_visible_or_404(public_factories(), public_id)
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


def _own_consent(request: HttpRequest, public_id: UUID) -> ProxyConsent:
    return get_visible_or_404(own_consents(request.actor), public_id)


def _letter_page(
    request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED, *, link: str = ""
) -> HttpResponse:
    return show(request, "consent/letter.html", letter_page(_own_consent(request, public_id), refused, link=link))


@member_page("GET", "POST")
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the firm is handed: what was written, who did it and why, and a code to take it over. Each time it is made
    anew (POST) the earlier code ends; its secret is kept nowhere, so that the page that answers is the only one with it."""
    if request.method != "POST":
        return _letter_page(request, public_id)

    def with_link(token: str) -> HttpResponse:
        link = request.build_absolute_uri(reverse("firm_claim", args=[token]))
        return _letter_page(request, public_id, link=link)

    factory = _own_consent(request, public_id).factory
    page = partial(_letter_page, request, public_id)
    return act(request, claim_link, factory=factory, to=with_link, page=page, is_edit=True)


@member_page("POST")
def notified(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter was handed over."""
    return act(
        request,
        notified_record,
        consent=_own_consent(request, public_id),
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


@public_page("GET", "POST")
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The firm opens the link that it was handed: what is written about it, and how to take it over."""
    if request.method != "POST" or not request.user.is_authenticated:
        return _claim_page(request, token)
    return act(
        request,
        firm_take_over,
        user=request.user,
        token=token,
        form=ClaimForm(request.POST),
        to=lambda factory: reverse("factory_edit", args=[factory.public_id]),
        page=partial(_claim_page, request, token),
        done=lambda factory: _("%(firm)s の登録を受け継ぎました。ちがうところを直してください。") % {"firm": factory},
        is_edit=True,
    )
