"""Pages about oneself: joining, the acting organization, the firm's facts, the size of letters."""

from copy import copy
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from marketplace.accounts.acting import FIELD, SESSION_KEY
from marketplace.accounts.addresses import address_take_back, change_of
from marketplace.accounts.decorators import member_page, person_page, public_page
from marketplace.accounts.devmail import newest
from marketplace.accounts.forms import AcceptForm, JoinForm, OrganizationForm, SessionForm
from marketplace.accounts.frame import TEXT_SIZES
from marketplace.accounts.joining import next_address
from marketplace.accounts.pages import DevMailPage, TakeBackPage, join_page, me_page
from marketplace.accounts.services import (
    language_set,
    organization_edit,
    person_accept,
    person_join,
)
from marketplace.accounts.sessions import session_end
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    where = request.POST.get("next", request.headers.get("Referer", ""))
    if not url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}):
        return redirect(otherwise)
    return HttpResponseRedirect(where)  # an address as it stands: `redirect` would take a word for the name of a view


def text_size(request: HttpRequest) -> HttpResponse:
    """Remember the size of letters for a year."""
    response = _back(request, "front")
    size = request.POST.get("text_size", "")
    if size and size in TEXT_SIZES:
        response.set_cookie("text_size", size, max_age=365 * 86400, samesite="Lax")
    else:
        response.delete_cookie("text_size")
    return response


text_size.gate = "public"


def language(request: HttpRequest) -> HttpResponse:
    """Speak Japanese or English: remembered by this browser, and by the person for letters and other browsers."""
    response = _back(request, "front")
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        if request.user.is_authenticated:
            language_set(user=request.user, language=code)
    return response


language.gate = "public"


def _join(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    return show(request, "accounts/join.html", join_page(request.user, bool(request.memberships), refused))


@person_page("GET", "POST")
def join(request: HttpRequest) -> HttpResponse:
    """First steps after the code: name, firm, terms. Whoever belongs to a firm already only accepts the terms."""
    has_firm = bool(request.memberships)
    if has_firm and request.user.has_accepted_terms:
        return redirect("home")
    if request.method != "POST":
        return _join(request)
    form = AcceptForm(request.POST) if has_firm else JoinForm(request.POST)
    return act(
        request,
        person_accept if has_firm else person_join,
        page=partial(_join, request),
        to=lambda joined: reverse("join" if getattr(joined, "held_for", "") else next_address(request)),
        form=form,
    )


@person_page("POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Choose the organization that the next pages act for by default."""
    wanted = request.POST.get(FIELD, "")
    if any(str(m.organization.public_id) == wanted for m in request.memberships):
        request.session[SESSION_KEY] = wanted
    return redirect("home")


def show_me(request: HttpRequest, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    """The page of oneself and one's firm."""
    return show(request, "accounts/me.html", me_page(request.actor, request.memberships, refused))


@member_page("GET", "POST")
def me(request: HttpRequest) -> HttpResponse:
    """The firm's facts and its members."""
    if request.method != "POST":
        return show_me(request)
    organization = request.actor.organization
    return act(
        request,
        organization_edit,
        page=partial(show_me, request),
        to=reverse("me"),
        form=OrganizationForm(request.POST, instance=copy(organization)),
        done=_("会社のことを保存しました。"),
        is_edit=True,
        organization=organization,
    )


@person_page("POST")
def end_session(request: HttpRequest) -> HttpResponse:
    """The person ends a session of theirs."""
    to, done = reverse("usersessions_list"), _("終わらせました。")
    form = SessionForm(request.POST)
    return act(request, session_end, page=lambda refused: redirect(to), to=to, done=done, form=form)


@public_page("GET", "POST")
def take_back_address(request: HttpRequest, token: str) -> HttpResponse:
    """The former address of a person takes the change back: looking does nothing, a press does."""
    change = change_of(token)
    if request.method != "POST":
        return show(request, "accounts/take_back.html", TakeBackPage(change, token))
    address_take_back(token=token)
    messages.success(request, _("元に戻しました。このアドレスで、もう一度お入りください。"))
    return redirect("account_request_login_code")


@public_page("GET")
def dev_mail(request: HttpRequest) -> HttpResponse:
    """The mails of an embedded installation, newest first: nothing needs a mail server to try."""
    is_own_machine = settings.ON_LOOPBACK and not settings.TRUSTED_PROXIES
    if not settings.EMBEDDED or not is_own_machine or settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        raise NotFound("dev_mail")
    return show(request, "accounts/dev_mail.html", DevMailPage(tuple(newest(settings.EMAIL_FILE_PATH, 30))))
