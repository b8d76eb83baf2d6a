"""NUL in any parameter of any address is no failure: the one letter that the database takes nowhere."""

from uuid import uuid4

from django.http import QueryDict
from django.urls import reverse
from world import PAGES, POSTS, ROLES, address

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.middleware import without_nul

#: Every raw parameter that some view reads, and those that forms read.
NAMES = (
    "q", "page", "word", "show", "format", "step", "route", "part", "next", "l", "seq", "wait", "reason", "note", "text",
    "title", "answer", "outcome", "body", "name", "factory", "proposal", "inquiry", "asking", "lever_x", "email", "login",
    "text_size", "language", "condition", "description", "remark", "summary", "client_id",
)  # fmt: skip


def test_only_nul_is_taken_out():
    fields = QueryDict("a=1&a=%002%00&b%00=%E9%8B%B2%00&c=")
    assert without_nul(fields) == QueryDict("a=1&a=2&b=鋲&c=")
    assert without_nul(QueryDict("a=1")) == QueryDict("a=1")


def test_no_address_fails(world):
    ids, players = world
    failed = []
    typed = dict.fromkeys(NAMES, "a\x00b")
    insiders = [(name, players[who[-1]]) for name, who in POSTS.items() if who and who[-1] in players]
    openers = [
        (name, players[role])
        for name, row in PAGES.items()
        for role in {ROLES[place] for place in (row[1:].find("o") + 1, row.rfind("o")) if place > 0}
    ]
    for name, player in openers:
        browser = player.browser()
        browser.raise_request_exception = False
        if browser.get(address(name, ids), {**typed, "format": "csv"}).status_code >= 500:
            failed.append(("GET", name))
    for name, player in insiders:
        marks = {"acting": player.organization.public_id, "idempotency_key": uuid4()}
        browser = player.browser()
        browser.raise_request_exception = False
        if browser.post(address(name, ids), {**typed, **marks}).status_code >= 500:
            failed.append(("POST", name))
    assert len(openers) + len(insiders) > 100
    assert not failed


def test_what_else_was_typed_is_kept(orderer):
    answer = orderer.press(reverse("inquiry_new"), text="鋲を\x00 20個")
    assert answer.status_code == 302 and Inquiry.objects.get().text == "鋲を 20個"


def test_an_address_with_nul_is_not_found(orderer):
    assert orderer.browser().get("/claim/a%00b/").status_code == 404
    assert orderer.browser().get(f"{reverse('home')}%00").status_code == 404


def test_the_way_back_is_an_address_and_no_name_of_a_view(orderer):
    answer = orderer.browser().post(reverse("text_size"), {"text_size": "large", "next": "ab"})
    assert (answer.status_code, answer["Location"]) == (302, "ab")
