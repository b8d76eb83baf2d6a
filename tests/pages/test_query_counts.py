"""A page asks the database the same number of times for three rows as for many."""

import re
from uuid import uuid4

import people
import pytest
import stories
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel import relay
from messaging.notifications.models import Notice
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
from messaging.rooms.message_writing import write_event
from messaging.rooms.services import room_for


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is asked once a process (content types, sessions) is not counted
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def two_sizes(orderer, hub, lathe_shop, plating_shop):
    """A function that makes n more cases at several stages."""

    made = []

    def more(n):
        for number in range(n):
            inquiry = stories.posted(orderer, title=f"品物{number}")
            proposal = stories.taken(hub, inquiry)
            room = room_for(CONSULTATION_ROOM, proposal)
            write_event(room, client_id=uuid4(), body="はじめの返事", author=hub.user, organization=hub.organization)
            if number % 2:
                proposal = stories.asked(hub, stories.planned(hub, proposal), [lathe_shop], [plating_shop])
            people.make_factory(f"shop{len(made)}@example.jp", "工場 長", f"工場{len(made)}", "0302", "0402")
            made.append(number)
        stories.posted(orderer, title="まだ返事のない相談")
        relay.relay_due()
        for player in (orderer, hub, lathe_shop):
            assert Notice.objects.filter(user=player.user).exists(), "the page of notices has rows to show"

    return more


@pytest.mark.parametrize("who", ["orderer", "hub", "lathe_shop"])
def test_lists(who, two_sizes, request):
    client = request.getfixturevalue(who).browser()
    paths = ("/home/", "/cases/", "/talk/", "/notices/", "/factories/", "/wanted/")
    two_sizes(3)
    few = {path: queries(client, path) for path in paths}
    two_sizes(9)
    many = {path: queries(client, path) for path in paths}
    assert few == many


def test_what_does_not_fit_a_page_is_on_the_next(municipalities, orderer):
    for number in range(31):
        people.make_factory(f"s{number}@example.jp", "工場 長", f"旋盤工場{number:02}", "0302")
    browser = orderer.browser()
    first = browser.get("/factories/", {"q": "旋盤工場"}).content.decode()
    assert "31社" in first and "旋盤工場29" in first and "旋盤工場30" not in first
    following = re.search(r'rel="next"\s+href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = browser.get(f"/factories/{following}").content.decode()
    assert "旋盤工場30" in second and "旋盤工場29" not in second and 'rel="next"' not in second
    assert browser.get("/factories/", {"page": "x' --"}).status_code == 200


def test_the_list_of_cases_is_paged_part_by_part(orderer):
    for number in range(31):
        stories.posted(orderer, title=f"品物{number:02}")
    browser = orderer.browser()
    first = browser.get("/cases/").content.decode()
    assert "品物30" in first and "品物00" not in first
    following = re.search(r'rel="next"\s+href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "part=mine" in following
    second = browser.get(f"/cases/{following}").content.decode()
    assert "品物00" in second and "品物30" not in second
    assert browser.get("/cases/", {"part": "'", "page": "-3"}).status_code == 200


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize("who", ["orderer", "hub"])
def test_the_day_is_paged_and_asks_the_clock_once(who, orderer, hub, request):
    """An orderer's drafts have no date, a hub's unanswered inquiries a running clock."""
    browser = request.getfixturevalue(who).browser()

    said = {"title": "品物", "text": stories.TEXT}
    one = inquiry_draft(actor=orderer.actor, **said) if who == "orderer" else stories.posted(orderer)
    facts = {field.attname: getattr(one, field.attname) for field in Inquiry._meta.concrete_fields}

    def day(much):
        missing = range(much - Inquiry.objects.count())
        Inquiry.objects.bulk_create(Inquiry(**{**facts, "id": None, "public_id": uuid4()}) for _ in missing)
        browser.get("/home/")
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get("/home/")
        assert sum(query["sql"] == "SELECT clock_timestamp()" for query in asked) == 1
        assert answer.context["badges"]["home"] == much and f"<b>{much}件</b>" in answer.content.decode()
        return len(asked), answer

    few, many = day(3), day(60)
    assert few[0] == many[0]
    first = many[1].content.decode()
    following = re.search(r'rel="next"\s+href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = browser.get(f"/home/{following}").content.decode()
    for page in (first, second):
        assert page.count("<h2>") == 30 and "<b>60件</b>" in page
    assert 'rel="prev"' in second and 'rel="next"' not in second
    assert ('class="first"' in first) == (who == "hub") and 'class="first"' not in second, (
        "one clock, of the most urgent"
    )
    assert browser.get("/home/", {"page": "'"}).status_code == 200


def test_board_and_ring(orderer, hub, lathe_shop, plating_shop, rival_lathe_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    client = hub.browser()
    ring = f"/rings/{root.public_id}/"
    few = queries(client, ring)
    over = stories.worked(lathe_shop, root, 1, good=20)
    stories.passed_on(plating_shop, over, rejected=1, description="きず")
    stories.worked(plating_shop, root, 2, good=19)
    assert queries(client, ring) <= few + 3  # photos of hand-overs, and who entered them, once there is one

    def bench(*lathes):
        proposal = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
        proposal = stories.asked(hub, proposal, list(lathes), [plating_shop])
        return queries(client, f"/proposals/{proposal.public_id}/")

    for number in range(3):  # somebody is always left to be asked
        people.make_factory(f"more{number}@example.jp", "森 実", f"森旋盤{number}", "0302", "1203")
    assert bench(lathe_shop) == bench(lathe_shop, rival_lathe_shop)


def test_the_officers_page(orderer, hub, lathe_shop, plating_shop, officer):
    client = officer.browser()
    few = queries(client, "/municipality/")
    stories.ordered(orderer, hub, lathe_shop, plating_shop)
    assert queries(client, "/municipality/") == few
