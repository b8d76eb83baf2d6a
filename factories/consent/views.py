"""Entering firms for them, and handing the entry over."""

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.catalog.selectors import process_names
from factories.consent import services
from factories.consent.forms import ConsentForm, FirmForm
from factories.consent.models import ProxyConsent
from factories.consent.policies import consent_policy, may_enter_others
from factories.profile.policies import factory_policy, has_account
from factories.profile.selectors import public_factories
from factories.profile.services import profile
from marketplace.accounts.claims import claim_of
from marketplace.accounts.gates import member_page, public_page
from marketplace.accounts.models import User
from marketplace.accounts.services import terms_accept
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import DomainError, Invalid, NotFound
from marketplace.kernel.idempotency import once

CONSENT = ("consented_by", "consented_on", "way", "cause")
CONTACT = ("channel", "email", "line_name")
#: An imported list may bring thousands.
PROXIES = 100


def _require_may_enter(request: HttpRequest) -> None:
    if not may_enter_others(request.actor):
        raise NotFound("proxies")


@member_page("GET")
def proxies(request: HttpRequest) -> HttpResponse:
    """The firms that this organization writes for: who has still to be told, and the way to each."""
    _require_may_enter(request)
    consents = (
        ProxyConsent.objects.filter(organization=request.actor.organization, ended_at=None)
        .select_related("factory__organization__municipality")
        .order_by("-notified_at", "-recorded_at", "-pk")
    )
    page = Paginator(consents, PROXIES).get_page(request.GET.get("page"))
    return render(request, "consent/entered.html", {"section": "factories", "consents": page})


@member_page("GET", "POST")
def firm_enter(request: HttpRequest) -> HttpResponse:
    """A firm without an account, entered with its consent; then its five screens."""
    _require_may_enter(request)
    form = FirmForm(request.POST or None, initial={"municipality": request.actor.organization.municipality.name})
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            said = dict(form.cleaned_data)
            factory = services.firm_enter(
                actor=request.actor,
                name=said.pop("name"),
                municipality=said.pop("municipality"),
                consent={name: said.pop(name) for name in CONSENT},
                contact={name: said.pop(name) for name in CONTACT},
                **said,
            )
            messages.success(request, _("会社を登録しました。つづけて、できる工程を入れてください。"))
            return redirect("factory_step", factory.public_id, 1)

        try:
            return once(request, effect)
        except DomainError as error:
            if error.code != "firm.known":
                raise
            form.add_error("name", error.message)
    return render(
        request, "consent/enter.html", {"section": "factories", "form": form}, status=400 if form.errors else 200
    )


@member_page("GET", "POST")
def consent_record(request: HttpRequest, public_id) -> HttpResponse:
    """A firm that is in the directory already lets this organization write for it."""
    factory = get_visible_or_404(public_factories(), public_id)
    if not consent_policy.may(request.actor, "record", factory):
        raise NotFound("consent")
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            services.consent_record(actor=request.actor, factory=factory, **form.cleaned_data)
            messages.success(request, _("承知いただいたことを記録しました。"))
            return redirect("factory_edit", factory.public_id)

        return once(request, effect)
    context = {"section": "factories", "form": form, "factory": factory}
    return render(request, "consent/record.html", context, status=400 if form.errors else 200)


def _own_consent(request: HttpRequest, public_id) -> ProxyConsent:
    return get_visible_or_404(
        ProxyConsent.objects.select_related(
            "factory__organization__municipality", "organization", "recorded_by"
        ).filter(organization=request.actor.organization, ended_at=None),
        public_id,
    )


@member_page("GET", "POST")
def letter(request: HttpRequest, public_id) -> HttpResponse:
    """What the firm is handed: what was written, who did it and why, and a code to take it over. Each time it is made
    anew (POST) the earlier code ends."""
    consent = _own_consent(request, public_id)
    factory = consent.factory
    code = link = ""
    if request.method == "POST":
        token = services.claim_link(actor=request.actor, factory=factory)
        link = request.build_absolute_uri(reverse("firm_claim", args=[token]))
        code = segno.make(link, error="m").svg_inline(scale=4, border=1)
    context = {
        "section": "factories",
        "consent": consent,
        "factory": factory,
        "processes": [name for _code, name in process_names(factory.processes)],
        "has_account": has_account(factory),
        "link": link,
        "code": code,
    }
    return render(request, "consent/letter.html", context)


@member_page("POST")
def notified(request: HttpRequest, public_id) -> HttpResponse:
    """The letter was handed over."""
    consent = _own_consent(request, public_id)
    services.notified_record(actor=request.actor, consent=consent, way=request.POST.get("way", ""))
    messages.success(request, _("知らせたことを記録しました。"))
    return redirect("proxies")


@public_page("GET", "POST")
def firm_claim(request: HttpRequest, token: str) -> HttpResponse:
    """The firm opens the link that it was handed: what is written about it, and how to take it over."""
    if request.method == "POST" and request.user.is_authenticated:
        name = request.POST.get("name", "").strip()[:80]
        if not name or "terms" not in request.POST:
            raise Invalid("claim.form", _("お名前を書いて、利用のきまりに印を付けてください。"))
        User.objects.filter(pk=request.user.pk).update(name=name)
        request.user.name = name
        terms_accept(user=request.user)
        factory = services.firm_claim(user=request.user, token=token)
        messages.success(
            request, _("%(firm)s の登録を受け継ぎました。ちがうところを直してください。") % {"firm": factory}
        )
        return redirect("factory_edit", factory.public_id)
    link = claim_of(token)
    factory = profile.factory_of(organization=link.organization)
    context = {
        "firm": link.organization,
        "factory": factory,
        "processes": [name for _code, name in process_names(factory.processes)],
        "here": request.path,
    }
    return render(request, "consent/claim.html", context)


@member_page("POST")
def consent_end(request: HttpRequest, public_id) -> HttpResponse:
    """The firm writes for itself from now on, or the proxy steps back."""
    mine = ProxyConsent.objects.select_related("factory__organization", "organization").filter(
        factory__in=public_factories()
    )
    consent = get_visible_or_404(
        mine.filter(organization=request.actor.organization)
        | mine.filter(factory__organization=request.actor.organization),
        public_id,
    )
    services.consent_end(actor=request.actor, consent=consent)
    messages.success(request, _("代わりに書くことを終わりにしました。書かれた内容は残っています。"))
    if factory_policy.may(request.actor, "edit", consent.factory):
        return redirect("factory_edit", consent.factory.public_id)
    return redirect("factory", consent.factory.public_id)
