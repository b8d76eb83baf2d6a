"""Entering firms for them, handing the entry over, and the address book."""

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.forms.wizard import CertificateForm, ConsentForm, FirmForm
from factories.models import AddressBookEntry, Certificate, ProxyConsent
from factories.policies import editable, factories, has_account, knows_contacts, may_enter_others
from factories.selectors import public_factories, taxonomy
from factories.services import address_book, profile
from factories.services import proxy as services
from factories.views.directory import process_names
from marketplace.accounts.claims import claim_of
from marketplace.accounts.models import User
from marketplace.accounts.pages import member_page, public_page
from marketplace.accounts.services import terms_accept
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import DomainError, Invalid, NotFound
from marketplace.kernel.idempotency import once

CONSENT = ("consented_by", "consented_on", "way", "cause")
CONTACT = ("channel", "email", "line_name")
#: An imported list may bring thousands.
PROXIES = 100


def _require_desk(request: HttpRequest) -> None:
    if not may_enter_others(request.actor):
        raise NotFound("proxies")


@member_page("GET")
def proxies(request: HttpRequest) -> HttpResponse:
    """The firms that this organization writes for: who has still to be told, and the way to each."""
    _require_desk(request)
    consents = (
        ProxyConsent.objects.filter(organization=request.actor.organization, ended_at=None)
        .select_related("factory__organization__municipality")
        .order_by("-told_at", "-recorded_at", "-pk")
    )
    page = Paginator(consents, PROXIES).get_page(request.GET.get("page"))
    return render(request, "factories/proxies.html", {"section": "shops", "consents": page})


@member_page("GET", "POST")
def firm_enter(request: HttpRequest) -> HttpResponse:
    """A firm without an account, entered with its consent; then its five screens."""
    _require_desk(request)
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
            return redirect("shop_step", factory.public_id, 1)

        try:
            return once(request, effect)
        except DomainError as error:
            if error.code != "firm.known":
                raise
            form.add_error("name", error.message)
    return render(
        request, "factories/enter.html", {"section": "shops", "form": form}, status=400 if form.errors else 200
    )


@member_page("GET", "POST")
def consent_record(request: HttpRequest, public_id) -> HttpResponse:
    """A firm that is in the directory already lets this organization write for it."""
    factory = get_visible_or_404(public_factories(), public_id)
    if not factories.may(request.actor, "record_consent", factory):
        raise NotFound("consent")
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            services.consent_record(actor=request.actor, factory=factory, **form.cleaned_data)
            messages.success(request, _("承知いただいたことを記録しました。"))
            return redirect("shop_edit", factory.public_id)

        return once(request, effect)
    context = {"section": "shops", "form": form, "factory": factory}
    return render(request, "factories/consent.html", context, status=400 if form.errors else 200)


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
        "section": "shops",
        "consent": consent,
        "factory": factory,
        "processes": [name for _code, name in process_names(factory)],
        "has_account": has_account(factory),
        "link": link,
        "code": code,
    }
    return render(request, "factories/letter.html", context)


@member_page("POST")
def told(request: HttpRequest, public_id) -> HttpResponse:
    """The letter was handed over."""
    consent = _own_consent(request, public_id)
    services.told_record(actor=request.actor, consent=consent, way=request.POST.get("way", ""))
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
        return redirect("shop_edit", factory.public_id)
    link = claim_of(token)
    factory = profile.factory_of(organization=link.organization)
    context = {
        "firm": link.organization,
        "factory": factory,
        "processes": [name for _code, name in process_names(factory)],
        "here": request.path,
    }
    return render(request, "factories/claim.html", context)


@member_page("GET", "POST")
def certificate_edit(request: HttpRequest, public_id) -> HttpResponse:
    """Number, issuer and expiry of one certificate."""
    certificate = get_visible_or_404(
        Certificate.objects.select_related("factory__organization").filter(factory__in=editable(request.actor)),
        public_id,
    )
    form = CertificateForm(request.POST or None, instance=certificate)
    if request.method == "POST" and form.is_valid():
        profile.certificate_set(actor=request.actor, certificate=certificate, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("shop_step", certificate.factory.public_id, 4)
    context = {"section": "shops", "form": form, "certificate": certificate, "factory": certificate.factory}
    return render(request, "factories/certificate.html", context, status=400 if form.errors else 200)


@member_page("POST")
def certificate_check(request: HttpRequest, public_id) -> HttpResponse:
    """The town hall has seen the paper."""
    certificate = get_visible_or_404(
        Certificate.objects.select_related("factory__organization").filter(factory__in=public_factories()), public_id
    )
    profile.certificate_check(actor=request.actor, certificate=certificate)
    messages.success(request, _("%(name)s を確かめた印を付けました。") % {"name": certificate.name})
    return redirect("shop", certificate.factory.public_id)


@member_page("GET")
def book(request: HttpRequest) -> HttpResponse:
    """The address book: firms that we work with, how they are reached, and what we noted."""
    entries = (
        AddressBookEntry.objects.filter(organization=request.actor.organization, factory__in=public_factories())
        .select_related("factory__organization__municipality")
        .order_by("factory__organization__kana", "pk")
    )
    known = taxonomy()
    rows = [(e, [known.process(c).name for c in e.factory.processes if known.process(c)]) for e in entries]
    return render(
        request,
        "factories/book.html",
        {"section": "shops", "rows": rows, "shows_contact": knows_contacts(request.actor)},
    )


@member_page("POST")
def book_add(request: HttpRequest, public_id) -> HttpResponse:
    factory = get_visible_or_404(public_factories(), public_id)
    address_book.book_add(actor=request.actor, factory=factory, note=request.POST.get("note", ""))
    messages.success(request, _("%(firm)s を名簿に入れました。") % {"firm": factory})
    return redirect("shop", factory.public_id)


@member_page("POST")
def book_remove(request: HttpRequest, public_id) -> HttpResponse:
    factory = get_visible_or_404(public_factories(), public_id)
    address_book.book_remove(actor=request.actor, factory=factory)
    messages.success(request, _("%(firm)s を名簿から外しました。") % {"firm": factory})
    return redirect("book")
