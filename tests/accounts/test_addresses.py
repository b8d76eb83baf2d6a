"""The address that one signs in with: changed by whoever has just shown who they are, told to the former, taken back."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db.models import F
from django.test import Client
from django.urls import reverse
from mails import CONFIRM, DOOR, code_in, come_in, wrong_beside

from marketplace.accounts import doors, recently
from marketplace.accounts.models import AddressChange, User
from marketplace.kernel.allowances import Rate

EMAIL, CODE, PASSWORD = "/accounts/email/", "/accounts/confirm-email/", "/accounts/password/change/"
NEW = "atarashii@example.jp"


@pytest.fixture
def former(orderer):
    EmailAddress.objects.create(user=orderer.user, email=orderer.user.email, primary=True, verified=True)
    return orderer.user.email


def signed_in(address: str, mailoutbox) -> Client:
    browser = Client()
    come_in(browser, address, mailoutbox)
    return browser


def change(browser: Client, mailoutbox) -> str:
    """To the new address; gives where the former one takes it back."""
    browser.post(EMAIL, {"action_add": "", "email": NEW})
    browser.post(CODE, {"code": code_in(mailoutbox[-1])})
    told = next(m for m in reversed(mailoutbox) if "/address/" in m.body)
    return re.search(r"(/address/\S+)", told.body)[1]


def test_the_former_address_is_told_and_takes_it_back(orderer, former, mailoutbox):
    thief = signed_in(former, mailoutbox)
    link = change(thief, mailoutbox)
    assert next(m for m in reversed(mailoutbox) if "/address/" in m.body).to == [former]
    totp.TOTP.activate(orderer.user, totp.generate_totp_secret())
    assert [a.email for a in EmailAddress.objects.filter(user=orderer.user)] == [NEW]
    assert thief.get(reverse("home")).status_code == 200

    owner = Client()
    for _ in range(2):
        assert owner.get(link).status_code == 200 and owner.head(link).status_code == 200
    assert thief.get(reverse("home")).status_code == 200, "to look does nothing"
    assert owner.post(link)["Location"] == DOOR
    user = User.objects.get(pk=orderer.user.pk)
    assert (user.email, user.has_usable_password()) == (former, False)
    assert [(a.email, a.verified, a.primary) for a in EmailAddress.objects.all()] == [(former, True, True)]
    assert not Authenticator.objects.exists()
    assert thief.get(reverse("home")).status_code == 302
    assert owner.post(link).status_code == 404 and owner.get(link).status_code == 404
    assert signed_in(former, mailoutbox).get(reverse("home")).status_code == 200


def test_it_is_possible_for_a_week(orderer, former, mailoutbox):
    link = change(signed_in(former, mailoutbox), mailoutbox)
    AddressChange.objects.update(expires_at=F("expires_at") - timedelta(days=6, hours=23))
    assert Client().get(link).status_code == 200
    AddressChange.objects.update(expires_at=F("expires_at") - timedelta(hours=2))
    assert Client().get(link).status_code == 404 and Client().post(link).status_code == 404
    assert User.objects.get(pk=orderer.user.pk).email == NEW


def test_nobody_else_gets_the_former_address_meanwhile(orderer, hub, former, mailoutbox):
    link = change(signed_in(former, mailoutbox), mailoutbox)
    Client().post(DOOR, {"email": former})
    assert not User.objects.filter(email=former).exists() and "入れません" in mailoutbox[-1].body
    EmailAddress.objects.create(user=hub.user, email=hub.user.email, primary=True, verified=True)
    other = signed_in(hub.user.email, mailoutbox)
    assert "いまは使えません" in other.post(EMAIL, {"action_add": "", "email": former}).content.decode()
    assert Client().post(link).status_code == 302


def test_who_has_only_the_code_shows_it_again(orderer, former, mailoutbox, monkeypatch):
    browser = signed_in(former, mailoutbox)
    assert browser.get(EMAIL).status_code == 200
    monkeypatch.setattr(recently, "RECENT", 0)
    before = len(mailoutbox)
    answer = browser.post(EMAIL, {"action_add": "", "email": NEW})
    assert answer["Location"] == f"{DOOR}?next={EMAIL}" and len(mailoutbox) == before
    assert browser.get(reverse("home")).status_code == 302


@pytest.mark.parametrize(
    "address", ["/accounts/password/set/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"]
)
def test_an_old_session_sets_nothing_that_keeps_its_owner_out(address, orderer, former, mailoutbox, monkeypatch):
    """Whoever has nothing but the mailed code shows it again before a password or a second step is set."""
    browser = signed_in(former, mailoutbox)
    assert browser.get(address).status_code == 200
    monkeypatch.setattr(recently, "RECENT", 0)
    words = "kaeru-no-uta-2026"
    answer = browser.post(address, {"password1": words, "password2": words, "code": "000000"})
    assert answer["Location"] == f"{DOOR}?next={address}"
    assert not User.objects.get(pk=orderer.user.pk).has_usable_password() and not Authenticator.objects.exists()


def test_who_has_a_password_is_asked_for_it(orderer, former, mailoutbox):
    orderer.user.set_password("kaeru-no-uta")
    orderer.user.save()
    browser = signed_in(former, mailoutbox)
    before = len(mailoutbox)
    answer = browser.post(EMAIL, {"action_add": "", "email": NEW})
    assert answer["Location"].startswith("/accounts/reauthenticate/") and len(mailoutbox) == before


def test_a_code_for_an_address_is_guessed_three_times(orderer, former, mailoutbox):
    browser = signed_in(former, mailoutbox)
    browser.post(EMAIL, {"action_add": "", "email": NEW})
    code = code_in(mailoutbox[-1])
    for _ in range(3):
        browser.post(CODE, {"code": wrong_beside(code)})
    browser.post(CODE, {"code": code})
    assert not EmailAddress.objects.filter(email=NEW, verified=True).exists()


def test_mails_to_another_address_are_counted_with_each_that_is_sent(orderer, former, mailoutbox, monkeypatch):
    browser = signed_in(former, mailoutbox)
    monkeypatch.setattr(doors, "MAILS", Rate(2, timedelta(days=1)))
    for _ in range(2):
        assert browser.post(EMAIL, {"action_add": "", "email": NEW}).status_code == 302
    before = len(mailoutbox)
    answer = browser.post(EMAIL, {"action_add": "", "email": NEW})
    assert answer.status_code == 429 and "数分たったら" in answer.content.decode() and len(mailoutbox) == before


def test_an_address_beside_the_first_does_not_let_in(orderer, former, mailoutbox):
    """One address: what is not proved is none, what is proved takes the place of the first, which is told."""
    browser = signed_in(former, mailoutbox)
    browser.post(EMAIL, {"action_add": "", "email": NEW})
    assert User.objects.get(pk=orderer.user.pk).email == former
    assert former in browser.get(EMAIL).content.decode() and not EmailAddress.objects.filter(email=NEW).exists()
    change(browser, mailoutbox)
    assert [a.email for a in EmailAddress.objects.filter(user=orderer.user)] == [NEW]


def test_the_password_in_force_is_not_tried_out(orderer, former, mailoutbox, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(doors, "PASSWORDS", Rate(2, timedelta(days=1)))
    orderer.user.set_password("kaeru-no-uta")
    orderer.user.save()
    browser = signed_in(former, mailoutbox)
    new = {"password1": "tonbo-no-megane", "password2": "tonbo-no-megane"}
    for _ in range(2):
        browser.post(PASSWORD, {"oldpassword": "a guess", **new})
    assert "続けて何度も" in browser.post(PASSWORD, {"oldpassword": "kaeru-no-uta", **new}).content.decode()
    assert User.objects.get(pk=orderer.user.pk).check_password("kaeru-no-uta")


def test_a_code_mailed_before_lets_nobody_in_after(orderer, former, mailoutbox):
    """The thief keeps a code of the new address ready; after it was taken back, that address is nobody's."""
    link = change(signed_in(former, mailoutbox), mailoutbox)
    ready, again = Client(), Client()
    for browser in (ready, again):
        browser.post(DOOR, {"email": NEW})
        browser.code = code_in(mailoutbox[-1])
    assert again.post(CONFIRM, {"code": again.code})["Location"] == "/home/", "until then it does"
    Client().post(link)
    before = len(mailoutbox)
    answer = ready.post(CONFIRM, {"code": ready.code}, follow=True)
    assert "もう使えません" in answer.content.decode() and len(mailoutbox) == before
    for browser in (ready, again):
        assert browser.get(reverse("home")).status_code == 302
    assert User.objects.get(pk=orderer.user.pk).email == former


def test_a_sign_in_begun_before_ends_before_its_second_step(orderer, former, mailoutbox, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    link = change(signed_in(former, mailoutbox), mailoutbox)
    orderer.user.refresh_from_db()
    orderer.user.set_password("かえるの-こは-かえる")
    orderer.user.save()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(orderer.user, secret)
    thief = Client()
    step = thief.post("/accounts/login/", {"login": NEW, "password": "かえるの-こは-かえる"})["Location"]
    Client().post(link)
    totp.TOTP.activate(orderer.user, secret)  # as if the owner had set up the very same
    number = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    answer = thief.post(step, {"code": number}, follow=True)
    assert "もう使えません" in answer.content.decode()
    assert thief.get(reverse("home")).status_code == 302


def test_who_types_the_new_address_at_the_door_does_not_keep_it_from_its_owner(orderer, former, mailoutbox):
    owner = signed_in(former, mailoutbox)
    owner.post(EMAIL, {"action_add": "", "email": NEW})
    code = code_in(mailoutbox[-1])
    stranger = Client()
    stranger.post(DOOR, {"email": NEW})
    typed = code_in(mailoutbox[-1])
    owner.post(CODE, {"code": code})
    assert User.objects.get(email=NEW).pk == orderer.user.pk
    stranger.post(CONFIRM, {"code": typed})
    assert stranger.get(reverse("home")).status_code == 302
    assert owner.get(reverse("home")).status_code == 200
