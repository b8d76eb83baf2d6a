"""Pages about oneself: joining, the acting organization, members, the size of letters."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from marketplace.accounts import services
from marketplace.accounts.acting import FIELD, SESSION_KEY
from marketplace.accounts.devmail import newest
from marketplace.accounts.forms import JoinForm, MemberForm, OrganizationForm
from marketplace.accounts.gates import member_page, person_page, public_page
from marketplace.accounts.joining import next_address
from marketplace.accounts.models import Membership, User
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.idempotency import once


def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


healthz.gate = "public"


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    where = request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}):
        return redirect(otherwise)
    return redirect(where)


def text_size(request: HttpRequest) -> HttpResponse:
    """Remember the size of letters for a year."""
    response = _back(request, "front")
    size = request.POST.get("text_size", "")
    if size in {"large", "huge"}:
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
            services.language_set(user=request.user, language=code)
    return response


language.gate = "public"


@person_page("GET", "POST")
def join(request: HttpRequest) -> HttpResponse:
    """First steps after the code: name, firm, terms. Whoever belongs to a firm already only accepts the terms."""
    has_firm = bool(request.memberships)
    if has_firm and request.user.has_accepted_terms:
        return redirect("home")
    form = JoinForm(request.POST or None, initial={"name": request.user.name})
    if has_firm:
        for name in ("firm", "kinds", "municipality", "address", "phone"):
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _join(request, form.cleaned_data, has_firm))
    return render(request, "accounts/join.html", {"form": form}, status=400 if form.errors else 200)


def _join(request: HttpRequest, data: dict, has_firm: bool) -> HttpResponse:
    User.objects.filter(pk=request.user.pk).update(name=data["name"])
    request.user.name = data["name"]
    services.terms_accept(user=request.user)
    if not has_firm:
        services.organization_create(
            user=request.user,
            name=data["firm"],
            municipality=data["municipality"],
            kinds=set(data["kinds"]),
            address=data["address"],
            phone=data["phone"],
        )
    return redirect(next_address(request))


@person_page("POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Choose the organization that the next pages act for by default."""
    wanted = request.POST.get(FIELD, "")
    if any(str(m.organization.public_id) == wanted for m in request.memberships):
        request.session[SESSION_KEY] = wanted
    return redirect("home")


@member_page("GET", "POST")
def me(request: HttpRequest) -> HttpResponse:
    """The firm's facts and its members."""
    actor = request.actor
    form = OrganizationForm(request.POST or None, instance=actor.organization)
    if request.method == "POST" and form.is_valid():
        services.organization_edit(actor=actor, organization=actor.organization, **form.cleaned_data)
        messages.success(request, _("会社のことを保存しました。"))
        return redirect("me")
    members = Membership.objects.active().filter(organization=actor.organization).select_related("user")
    context = {
        "section": "me",
        "form": form,
        "members": members.order_by("joined_at", "pk"),
        "member_form": MemberForm(),
        "is_owner": actor.role == Membership.OWNER,
    }
    return render(request, "accounts/me.html", context, status=400 if form.errors else 200)


@member_page("POST")
def member_add(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise Invalid("member.form", _("メールアドレスと役割を確かめてください。"))
    user = User.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
    if user is None:
        raise Invalid("member.unknown", _("このアドレスの方は、まだ登録していません。先に登録してもらってください。"))
    return once(request, lambda: _added(request, user, form.cleaned_data["role"]))


def _added(request: HttpRequest, user: User, role: str) -> HttpResponse:
    services.member_add(actor=request.actor, user=user, role=role)
    messages.success(request, _("%(user)s さんを加えました。") % {"user": user})
    return redirect("me")


@member_page("POST")
def member_remove(request: HttpRequest, public_id) -> HttpResponse:
    user = User.objects.filter(public_id=public_id, memberships__organization=request.actor.organization).first()
    if user is None:
        raise NotFound("member")
    services.member_remove(actor=request.actor, user=user)
    messages.success(request, _("%(user)s さんを外しました。") % {"user": user})
    return redirect("me")


@public_page("GET")
def dev_mail(request: HttpRequest) -> HttpResponse:
    """The mails of an embedded installation, newest first: nothing needs a mail server to try."""
    if not settings.EMBEDDED or settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        raise NotFound("dev_mail")
    return render(request, "accounts/dev_mail.html", {"mails": newest(settings.EMAIL_FILE_PATH, 30)})
