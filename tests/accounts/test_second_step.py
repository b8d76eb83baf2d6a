"""The second step of signing in: required of hubs, municipalities and operators, offered to all, and not to be guessed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import stories
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from channels.db import database_sync_to_async as in_thread
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from mails import come_in

from marketplace.accounts import doors
from marketplace.accounts.models import Membership, User
from marketplace.accounts.sessions import sessions_forget
from marketplace.inquiries.services.attachments import attachment_add
from marketplace.kernel.clock import db_now
from messaging.live import protocol

LOGIN, INDEX, CODE = "/accounts/login/", "/accounts/2fa/", "/accounts/2fa/authenticate/"
PASSWORD = "かえるの-こは-かえる"
NEED_ONE = {"hub", "rival_hub", "officer"}


@pytest.fixture(autouse=True)
def on_a_real_place(settings):
    settings.SECOND_STEP_REQUIRED = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def number(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def with_app(player) -> str:
    """The person has an app and a password; gives the app's secret."""
    EmailAddress.objects.create(user=player.user, email=player.user.email, primary=True, verified=True)
    player.user.set_password(PASSWORD)
    player.user.save()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(player.user, secret)
    return secret


def first_step(player) -> Client:
    browser = Client()
    answer = browser.post(LOGIN, {"login": player.user.email, "password": PASSWORD})
    assert answer["Location"] == CODE and "_auth_user_id" not in browser.session
    return browser


def test_who_needs_one_goes_no_further_without(request, settings):
    for name in ("orderer", "lathe_shop", "hub", "rival_hub", "officer"):
        player = request.getfixturevalue(name)
        answer = player.browser().get(reverse("home"))
        assert answer.get("Location") == (INDEX if name in NEED_ONE else None), name
        assert player.browser().get(INDEX).status_code == 200
    hub = request.getfixturevalue("hub")
    assert hub.press(reverse("member_invite"), email="a@example.jp", role="member")["Location"] == INDEX
    with_app(hub)
    assert hub.browser().get(reverse("home")).status_code == 200
    Authenticator.objects.all().delete()
    settings.SECOND_STEP_REQUIRED = False
    assert hub.browser().get(reverse("home")).status_code == 200


def test_an_operator_goes_no_further_without(db):
    operator = User.objects.create_superuser("operator@example.jp")
    browser = Client()
    browser.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/kanri/", follow=True).redirect_chain[-1][0] == INDEX
    totp.TOTP.activate(operator, totp.generate_totp_secret())
    assert browser.get("/kanri/").status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_no_socket_without(wire, hub):
    tab = await wire.tab(hub)
    assert await tab.closed() == protocol.NO_LONGER_ALLOWED
    await in_thread(with_app)(hub)
    await in_thread(hub.user.refresh_from_db)()
    tab = await wire.tab(hub)
    assert tab.code is None and tab.all("welcome")


def test_an_app_is_set_up_and_asked_for(orderer, mailoutbox):
    EmailAddress.objects.create(user=orderer.user, email=orderer.user.email, primary=True, verified=True)
    browser = Client()
    come_in(browser, orderer.user.email, mailoutbox)
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code[^>]*>(\w+)</code>", page)[1]
    assert "data:image/svg+xml;base64," in page
    assert browser.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": number(secret)}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", answer.content.decode())
    assert len(codes) == 10
    assert secret not in str(Authenticator.objects.get(type="totp").data), "it lies encrypted"


def test_nothing_is_open_before_the_second_step(orderer):
    secret = with_app(orderer)
    browser = first_step(orderer)
    assert browser.get(reverse("home"))["Location"].startswith("/accounts/login/")
    assert browser.post(CODE, {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert browser.post(CODE, {"code": number(secret)})["Location"] == "/home/"
    assert browser.get(reverse("home")).status_code == 200
    again = first_step(orderer)
    assert again.post(CODE, {"code": number(secret)}).status_code == 200, "a number is good once"


def test_a_number_is_good_once_for_as_long_as_it_is_good(orderer, monkeypatch):
    """The number of the next half minute is taken now and would be again a minute later: allauth's own mark is gone by
    then."""
    secret = with_app(orderer)
    counter = list(totp.yield_hotp_counters_from_time())[-1]
    ahead = totp.format_hotp_value(totp.hotp_value(secret, counter))
    assert first_step(orderer).post(CODE, {"code": ahead})["Location"] == "/home/"
    cache.clear()
    assert first_step(orderer).post(CODE, {"code": f" {ahead} "}).status_code == 200


LETS_IN = [
    "/accounts/email/",
    "/accounts/password/set/",
    "/accounts/password/change/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
]


@pytest.mark.parametrize("has", ["password", "app", "app and password"])
@pytest.mark.parametrize("page", LETS_IN)
def test_an_old_session_changes_nothing_that_lets_one_in(page, has, orderer, mailoutbox):
    """Whatever the person has, it is shown once more first; and where there is a second step, a password is not enough."""
    with_app(orderer)
    if "app" not in has:
        Authenticator.objects.all().delete()
    if "password" not in has:
        orderer.user.set_unusable_password()
        orderer.user.save()
    browser = orderer.browser()
    words = {"password1": "kaeru-no-uta-2026", "password2": "kaeru-no-uta-2026", "email": "thief@example.jp"}
    before = (User.objects.get(pk=orderer.user.pk).password, Authenticator.objects.count())
    answer = browser.post(
        page, {**words, "action_add": "", "action_generate": "", "oldpassword": "x", "code": "000000"}
    )
    step = "/accounts/2fa/reauthenticate/" if "app" in has else "/accounts/reauthenticate/"
    to = answer.get("Location", "")
    if page == "/accounts/password/change/" and "password" in has:
        assert not to, "the former password is asked for on the page itself"
    elif page == "/accounts/2fa/totp/deactivate/" and "app" not in has:
        assert answer.status_code == 404
    else:  # the two pages for passwords lead to each other
        assert to.startswith((step, "/accounts/password/"))
    password = browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    if "app" in has:
        assert password["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert (User.objects.get(pk=orderer.user.pk).password, Authenticator.objects.count()) == before
    assert not mailoutbox


def test_a_spare_code_is_good_once(orderer):
    with_app(orderer)
    code = RecoveryCodes.activate(orderer.user).get_unused_codes()[0]
    assert first_step(orderer).post(CODE, {"code": code})["Location"] == "/home/"
    assert first_step(orderer).post(CODE, {"code": code}).status_code == 200


def test_numbers_are_not_guessed(orderer, hub):
    secret, other = with_app(orderer), with_app(hub)
    browser = first_step(orderer)
    for _ in range(doors.SECOND_STEPS.at_once):
        browser.post(CODE, {"code": "000000"})
    assert "続けて何度も" in browser.post(CODE, {"code": number(secret)}).content.decode()
    assert first_step(orderer).post(CODE, {"code": number(secret)}).status_code == 200
    assert first_step(hub).post(CODE, {"code": number(other)})["Location"] == "/home/"


def test_who_needs_one_keeps_the_last(orderer, hub):
    for player, is_kept in ((orderer, False), (hub, True)):
        secret = with_app(player)
        browser = first_step(player)
        browser.post(CODE, {"code": number(secret)})
        spare = RecoveryCodes.activate(player.user).get_unused_codes()[0]
        page = "/accounts/2fa/totp/deactivate/"
        again = browser.get(page, follow=True).redirect_chain[-1][0]
        assert again.startswith("/accounts/2fa/reauthenticate/")
        assert browser.post(again, {"code": spare}).status_code == 302
        browser.post(page)
        assert Authenticator.objects.filter(user=player.user, type="totp").exists() == is_kept


def test_a_session_is_ended_from_another(orderer, hub):
    def signed_in() -> Client:
        browser = Client()
        browser.post(LOGIN, {"login": orderer.user.email, "password": PASSWORD})
        return browser

    with_app(orderer)
    Authenticator.objects.all().delete()
    here, there = signed_in(), signed_in()
    (mine,) = UserSession.objects.filter(session_key=there.session.session_key)
    assert f'name="number" value="{mine.pk}"' in here.get("/accounts/sessions/").content.decode()
    assert hub.press(reverse("session_end"), number=mine.pk).status_code == 404
    assert there.get(reverse("home")).status_code == 200
    marks = {"acting": orderer.organization.public_id, "idempotency_key": uuid4(), "number": mine.pk}
    assert here.post(reverse("session_end"), marks)["Location"] == "/accounts/sessions/"
    assert there.get(reverse("home")).status_code == 302 and here.get(reverse("home")).status_code == 200
    third = signed_in()
    here.post("/accounts/sessions/")
    assert third.get(reverse("home")).status_code == 302 and here.get(reverse("home")).status_code == 200


def test_a_member_of_a_hub_beside_another_firm_needs_one(orderer, hub):
    Membership.objects.create(user=orderer.user, organization=hub.organization, role="member")
    assert orderer.browser().get(reverse("home"))["Location"] == INDEX


def test_what_is_over_leaves_the_list(orderer):
    kept, over = orderer.browser(), orderer.browser()
    for browser in (kept, over):
        UserSession.objects.create(
            user=orderer.user, ip="192.0.2.1", session_key=browser.session.session_key, user_agent="x"
        )
    sessions_forget()
    assert UserSession.objects.count() == 2
    Session.objects.filter(pk=over.session.session_key).update(expire_date=db_now() - timedelta(seconds=1))
    sessions_forget()
    assert [s.session_key for s in UserSession.objects.all()] == [kept.session.session_key]
    assert not Session.objects.filter(pk=over.session.session_key).exists()


def test_pages_for_everybody_show_no_more_than_to_a_visitor_without_one(orderer, hub, settings):
    """A drawing has an address of its own, and so has what is read of an inquiry while one writes it."""
    inquiry = stories.posted(orderer)
    upload = SimpleUploadedFile("図面.pdf", b"%PDF-1.7\n")
    attachment = attachment_add(actor=orderer.actor, inquiry=inquiry, upload=upload)
    stories.taken(hub, inquiry)
    address = reverse("attachment", args=[attachment.public_id])
    assert hub.browser().get(address).status_code == Client().get(address).status_code == 404
    written = hub.browser()
    answer = written.post(
        reverse("inquiry_new"), {"text": "箱を1個", "acting": str(hub.organization.public_id)}, follow=True
    )
    assert answer.status_code == 200 and answer.redirect_chain[-1][0] == INDEX, "led to set one up, the words are kept"
    settings.SECOND_STEP_REQUIRED = False
    assert "箱を1個" in written.get(reverse("inquiry_new"), follow=True).content.decode()
    assert hub.browser().get(address).status_code == 200
    User.objects.filter(pk=hub.user.pk).update(terms_version=0)
    assert hub.browser().get(address).status_code == 404
