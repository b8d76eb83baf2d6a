"""Coming in: one door for all, limits that nobody can turn on another, and nothing left of who was there before."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.urls import reverse
from mails import CONFIRM, DOOR, code_in, come_in, wrong_beside

from marketplace.accounts import doors
from marketplace.accounts.models import User
from marketplace.accounts.services import unproven_forget
from marketplace.kernel.allowances import Rate
from marketplace.kernel.models import Allowance

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
PASSWORD, TOO_OFTEN = "かえるの-こは-かえる", "続けて何度も"


def at(source: str = "192.0.2.1") -> Client:
    """A browser somewhere."""
    return Client(REMOTE_ADDR=source)


def is_let(answer) -> bool:
    """Whether a try was taken; otherwise the page says in words why not."""
    return TOO_OFTEN not in answer.content.decode()


@pytest.fixture(autouse=True)
def passwords_take_no_time(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def owner(orderer):
    """Somebody who has proved to hold the address, and has a password."""
    EmailAddress.objects.create(user=orderer.user, email=orderer.user.email, primary=True, verified=True)
    orderer.user.set_password(PASSWORD)
    orderer.user.save()
    return orderer.user


# ── One door ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_new_comes_in_by_the_same_code_as_everybody(db, mailoutbox):
    browser = at()
    answer = come_in(browser, "Atarashii@Example.jp", mailoutbox)
    assert answer["Location"] == "/home/"
    assert browser.get("/home/", follow=True).redirect_chain[-1][0] == reverse("join")
    user = User.objects.get(email="atarashii@example.jp")
    assert EmailAddress.objects.get(user=user).verified and not user.has_usable_password()


def test_nobody_learns_who_is_here(owner, mailoutbox):
    """Known, unknown and shut out: the same answers, down to the page that takes the code."""
    User.objects.create_user("out@example.jp", is_active=False)
    seen = set()
    for address in (owner.email, "new@example.jp", "out@example.jp"):
        browser = at()
        answer = browser.post(DOOR, {"email": address})
        page = browser.get(answer["Location"]).content.decode().replace(address, "…")
        seen.add(
            (answer.status_code, answer["Location"], re.sub(r'(nonce|value|"X-CSRFToken")(=|: )"[^"]*"', "", page))
        )
        assert [m.to for m in mailoutbox] == [[address]]
        assert bool(re.search(r"\d{6}", mailoutbox.pop().body)) == (address != "out@example.jp")
    assert len(seen) == 1


def test_the_former_page_leads_to_the_door(db):
    answer = at().get("/accounts/signup/?next=/c/abc/")
    assert (answer.status_code, answer["Location"]) == (302, f"{DOOR}?next=/c/abc/")
    assert at().post("/accounts/signup/", {"email": "a@example.jp", "password1": PASSWORD}).status_code == 302
    assert not User.objects.exists()


def test_a_password_set_before_the_owner_came_is_gone(db, mailoutbox):
    begun = User.objects.create_user("mikado@example.jp", PASSWORD)
    EmailAddress.objects.create(user=begun, email=begun.email, primary=True)
    come_in(at(), begun.email, mailoutbox)
    assert authenticate(None, email=begun.email, password=PASSWORD) is None
    assert not User.objects.get(pk=begun.pk).has_usable_password()


def test_a_password_that_the_owner_set_stays(owner, mailoutbox):
    come_in(at(), owner.email, mailoutbox)
    assert at().post(LOGIN, {"login": owner.email, "password": PASSWORD})["Location"] == "/home/"


def test_a_new_password_is_for_who_proved_to_hold_the_address(owner, mailoutbox):
    at().post(DOOR, {"email": "new@example.jp"})
    mailoutbox.clear()
    answers = {at().post(RESET, {"email": address})["Location"] for address in (owner.email, "new@example.jp")}
    assert len(answers) == 1
    links = {m.to[0]: "/password/reset/key/" in m.body for m in mailoutbox}
    assert links == {owner.email: True, "new@example.jp": False}


def test_an_address_that_nobody_proves_is_forgotten(owner, hub, mailoutbox):
    User.objects.create_superuser("operator@example.jp", PASSWORD)
    at().post(DOOR, {"email": "typed@example.jp"})
    at().post(DOOR, {"email": "again@example.jp"})
    come_in(at(), "proved@example.jp", mailoutbox)
    before = set(User.objects.values_list("email", flat=True))
    unproven_forget()
    assert set(User.objects.values_list("email", flat=True)) == before
    User.objects.update(date_joined=F("date_joined") - timedelta(days=3))
    at().post(DOOR, {"email": "again@example.jp"})
    unproven_forget()
    assert set(User.objects.values_list("email", flat=True)) == before - {"typed@example.jp"}


# ── Limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def wish_for_code(browser: Client, address: str):
    """From the page for the code one comes back by its button for leaving."""
    browser.post("/accounts/logout/")
    return browser.post(DOOR, {"email": address})


TRIES = {
    "code": wish_for_code,
    "reset": lambda browser, address: browser.post(RESET, {"email": address}),
    "password": lambda browser, address: browser.post(LOGIN, {"login": address, "password": "a guess"}),
}
OWN, STRANGERS, OF_A_SOURCE = 3, 5, 6


@pytest.fixture
def few_at_once(monkeypatch):
    """Small numbers that do not fill again while a test runs."""
    for name, at_once in (
        ("MAILS", OWN),
        ("PASSWORDS", OWN),
        ("MAILS_BY_STRANGERS", STRANGERS),
        ("PASSWORDS_BY_STRANGERS", STRANGERS),
        ("OF_A_SOURCE", OF_A_SOURCE),
    ):
        monkeypatch.setattr(doors, name, Rate(at_once, timedelta(days=1)))


@pytest.mark.parametrize("what", TRIES)
def test_a_rival_uses_up_nothing_but_the_rivals_own(few_at_once, owner, what):
    rival = "198.51.100.7"
    tries = [is_let(TRIES[what](at(rival), owner.email)) for _ in range(OWN + 2)]
    assert tries == [True] * OWN + [False, False]
    assert not is_let(TRIES[what](at(rival), owner.email.upper()))
    assert is_let(TRIES[what](at(), owner.email)) and is_let(TRIES[what](at(rival), "other@example.jp"))


@pytest.mark.parametrize("what", TRIES)
def test_from_everywhere_at_once_it_still_does_not_touch_the_owners_browser(few_at_once, owner, mailoutbox, what):
    mine = at()
    come_in(mine, owner.email, mailoutbox)
    mine.post("/accounts/logout/")
    tries = [is_let(TRIES[what](at(f"198.51.100.{n}"), owner.email)) for n in range(STRANGERS + 1)]
    assert tries.count(True) == STRANGERS - (what != "password") and not tries[-1]  # coming in was one mail
    forged = at("203.0.113.9")
    forged.cookies[doors.COOKIE] = mine.cookies[doors.COOKIE].value[:-2] + "xx"
    assert not is_let(TRIES[what](forged, owner.email))
    assert [is_let(TRIES[what](mine, owner.email)) for _ in range(OWN + 1)] == [True] * OWN + [False]


@pytest.mark.parametrize("what", TRIES)
def test_one_source_tries_so_many_addresses(few_at_once, owner, what):
    tries = [is_let(TRIES[what](at(), f"n{n}@example.jp")) for n in range(OF_A_SOURCE + 1)]
    assert tries == [True] * OF_A_SOURCE + [False]
    assert is_let(TRIES[what](at("198.51.100.7"), owner.email))


def test_a_request_leaves_the_code_that_was_sent_as_it_is(owner, mailoutbox):
    mine = at()
    mine.post(DOOR, {"email": owner.email})
    code = code_in(mailoutbox[-1])
    for _ in range(20):
        at("198.51.100.7").post(DOOR, {"email": owner.email})
    assert mine.post(CONFIRM, {"code": code})["Location"] == "/home/"


def test_a_code_is_guessed_three_times_however_the_guesses_arrive(owner, mailoutbox):
    """All at once each of them finds the session as it was before: what counts is not in the session."""
    browser = at()
    browser.post(DOOR, {"email": owner.email})
    code = code_in(mailoutbox[-1])
    before = Session.objects.get(pk=browser.cookies["sessionid"].value).session_data
    for _ in range(doors.GUESSES.at_once):
        assert browser.post(CONFIRM, {"code": wrong_beside(code)}).status_code == 200
        Session.objects.filter(pk=browser.cookies["sessionid"].value).update(session_data=before)
    answer = browser.post(CONFIRM, {"code": code})
    assert "新しいコードを送ってください" in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    Session.objects.filter(pk=browser.cookies["sessionid"].value).update(session_data=before)
    wish_for_code(browser, owner.email)
    assert browser.post(CONFIRM, {"code": code_in(mailoutbox[-1])})["Location"] == "/home/"


def test_a_code_is_sent_again_as_often_as_asked_for_however_the_presses_arrive(few_at_once, owner, mailoutbox):
    """All at once each of them finds the session as it was before: what counts is not in the session."""
    browser = at()
    browser.post(DOOR, {"email": owner.email})
    before = Session.objects.get(pk=browser.cookies["sessionid"].value).session_data
    statuses = []
    for _ in range(OWN + 1):
        statuses.append(browser.post(CONFIRM, {"action": "resend"}).status_code)
        Session.objects.filter(pk=browser.cookies["sessionid"].value).update(session_data=before)
    assert statuses == [302] * (OWN - 1) + [429] * 2
    assert [mail.to for mail in mailoutbox] == [[owner.email]] * OWN


@pytest.mark.parametrize("what", ["code", "password"])
def test_one_stranger_who_never_tires_keeps_nobody_out(owner, what):
    """Three minutes pass between two tries, for half a day: the stranger's own allowance ends, and not that of all."""
    rival, pause = at("198.51.100.7"), timedelta(minutes=3)
    for _ in range(120):
        TRIES[what](rival, owner.email)
        Allowance.objects.update(spent_until=F("spent_until") - pause)
    assert all(is_let(TRIES[what](at(f"203.0.113.{n}"), owner.email)) for n in range(5))
