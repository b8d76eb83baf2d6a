"""A to-do, a part of a profile, a paper and a kind of room are one object each: one more works through every page."""

import re
from pathlib import Path

import pytest
import stories
from django.urls import reverse

from factories.profile.parts import BODY, ProfilePart, profile_parts
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.errors import Invalid
from marketplace.kernel.registry import Registry
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds
from messaging.rooms.models import Room
from messaging.rooms.registry import RoomKind, room_kinds
from orders.ordering.services.papers import paper_issue
from orders.papers.registry import Paper, papers


def text_of(player, name: str, *args) -> str:
    answer = player.browser().get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_name_is_taken_once(registered):
    registry = Registry("dummy")
    kind = registered(registry, TodoKind("dummy", lambda actor: Inquiry.objects.none(), lambda row, actor: None))
    with pytest.raises(ValueError, match="registered twice"):
        registry.add(kind)
    assert list(registry) == [kind]


# A to-do


def badge_of(player) -> int:
    return int(re.search(r'data-badge="home".*?data-n>(\d+)<', text_of(player, "cases"), re.DOTALL)[1])


def water_the_plants(rows) -> TodoKind:
    def say(inquiry: Inquiry, actor) -> Todo:
        return Todo("花に水をやる", inquiry.title, "水をやる", reverse("inquiry", args=[inquiry.public_id]))

    return TodoKind("water_the_plants", rows, say)


def test_a_todo_stands_on_the_page_of_the_day_and_in_the_badge_of_whom_it_waits_for(registered, orderer, rival_orderer):
    inquiry = stories.posted(orderer)
    before = badge_of(orderer), badge_of(rival_orderer)
    registered(todo_kinds, water_the_plants(lambda actor: Inquiry.objects.filter(orderer=actor.organization)))
    page = text_of(orderer, "home")
    assert "花に水をやる" in page and "水をやる" in page and reverse("inquiry", args=[inquiry.public_id]) in page
    assert "花に水をやる" not in text_of(rival_orderer, "home")
    assert (badge_of(orderer), badge_of(rival_orderer)) == (before[0] + 1, before[1])


# A part of a profile


@pytest.fixture
def plain_template(settings, tmp_path) -> str:
    """A template of the dummy's own, where Django looks."""
    (tmp_path / "dummy.html").write_text("<p>{{ part.words }}</p>", encoding="utf-8")
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], tmp_path]}]
    return "dummy.html"


def test_a_part_stands_on_the_profile_for_whom_it_has_something(registered, plain_template, hub, rival_hub, lathe_shop):
    def data(factory, actor) -> dict | None:
        return {"words": f"{factory} は朝が早い"} if actor and actor.organization == hub.organization else None

    registered(profile_parts, ProfilePart("early", BODY, plain_template, data))
    key = lathe_shop.factory.public_id
    assert "は朝が早い" in text_of(hub, "factory", key)
    assert "は朝が早い" not in text_of(rival_hub, "factory", key)


# A paper


@pytest.fixture
def wish_list(registered, tmp_path) -> Paper:
    sheet = tmp_path / "wishes.typ"
    sheet.write_text("#let data = json(bytes(sys.inputs.data))\n#set document(title: data.wish)\n#data.wish_text\n")
    printed = lambda body: {"wish_text": f"{body['wish']}!"}  # noqa: E731
    return registered(papers, Paper("wishes", "お願いの紙", Path(sheet), printed=printed, required={"wish": "お願い"}))


def test_a_paper_is_issued_listed_and_set_for_both_sides(
    wish_list, orderer, rival_orderer, hub, lathe_shop, plating_shop
):
    order = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    paper = paper_issue(order=order, paper=wish_list, body={"wish": "a rainy day"})
    for side in (orderer, hub):
        assert "お願いの紙 PDF" in text_of(side, "order", order.public_id)
        answer = side.browser().get(reverse("order_paper", args=[paper.public_id]))
        assert answer["Content-Type"] == "application/pdf"
        assert b"a rainy day" in b"".join(answer)
    for stranger in (rival_orderer, lathe_shop):
        assert stranger.browser().get(reverse("order_paper", args=[paper.public_id])).status_code == 404


def test_a_paper_that_lacks_what_it_must_say_is_not_issued(wish_list, orderer, hub, lathe_shop, plating_shop):
    order = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    with pytest.raises(Invalid, match="wishes.incomplete"):
        paper_issue(order=order, paper=wish_list, body={"wish": ""})
    assert not order.papers.filter(kind="wishes").exists()


# A kind of room


@pytest.fixture
def own_room(registered) -> RoomKind:
    """An orderer with itself, about an inquiry."""
    return registered(
        room_kinds,
        RoomKind(
            name="diary",
            label="日記",
            mark="日",
            subjects=Inquiry.objects.all,
            title=lambda inquiry: inquiry.title,
            visible=lambda organization: Inquiry.objects.filter(orderer=organization),
            parties=lambda ids: Inquiry.objects.filter(public_id__in=ids).values_list("public_id", "orderer_id"),
            is_over=lambda inquiry: inquiry.title == "終わり",
        ),
    )


def test_a_room_is_opened_listed_and_written_in_by_its_parties(own_room, orderer, rival_orderer):
    inquiry = stories.posted(orderer)
    way_in = reverse("room_open", args=["diary", inquiry.public_id])
    assert rival_orderer.browser().get(way_in).status_code == 404
    answer = orderer.browser().get(way_in)
    room = Room.objects.get(kind="diary")
    assert answer["Location"] == reverse("room", args=[room.public_id])
    said = orderer.press(answer["Location"], client_id=room.public_id, body="きょうは雨")
    assert said.status_code == 302
    assert "きょうは雨" in text_of(orderer, "room", room.public_id)
    assert "日記" in text_of(orderer, "rooms")
    refused = rival_orderer.press(answer["Location"], client_id=room.public_id, body="のぞき見")
    assert refused.status_code == 404
    assert [message.body for message in room.messages.all()] == ["きょうは雨"]


def test_a_room_whose_subject_is_over_takes_no_words(own_room, orderer):
    inquiry = stories.posted(orderer, title="終わり")
    orderer.browser().get(reverse("room_open", args=["diary", inquiry.public_id]))
    room = Room.objects.get(kind="diary")
    said = orderer.press(reverse("room", args=[room.public_id]), client_id=room.public_id, body="まだ?")
    assert said.status_code == 409
    assert not room.messages.exists()
