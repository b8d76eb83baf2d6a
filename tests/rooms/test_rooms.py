"""Rooms as pages: who is in, who may write, what a refusal leaves behind, and the way without a socket."""

import threading
from uuid import uuid4

import pytest
import stories
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.kernel.errors import NotFound
from messaging.rooms import views
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
from messaging.rooms.kinds.order import ORDER_ROOM
from messaging.rooms.kinds.step import STEP_ROOM
from messaging.rooms.kinds.team import TEAM_ROOM
from messaging.rooms.message_writing import MAX_BODY, Post, write
from messaging.rooms.models import Message, ReadMarker, Room
from messaging.rooms.policies import visible_rooms, who_of
from messaging.rooms.selectors import PAGE, PAGE_BYTES
from messaging.rooms.services import read_mark, room_for, room_open

CAST = (
    "orderer",
    "rival_orderer",
    "hub",
    "rival_hub",
    "lathe_shop",
    "rival_lathe_shop",
    "plating_shop",
    "officer",
)
#: Who is in which room once the ring stands.
PARTIES = {
    "consultation": {"orderer", "hub"},
    "step": {"hub", "lathe_shop"},
    "team": {"hub", "lathe_shop", "plating_shop"},
    "order between orderer and hub": {"orderer", "hub"},
    "order between hub and lathe shop": {"hub", "lathe_shop"},
}


@pytest.fixture
def cast(request):
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def rooms(cast) -> dict[str, Room]:
    """One room of every kind about one ring; a rival hub and a rival lathe shop took part and were not chosen."""
    orderer, hub, lathe_shop = cast["orderer"], cast["hub"], cast["lathe_shop"]
    root = stories.ordered(orderer, hub, lathe_shop, cast["plating_shop"])
    proposal = root.award.proposal
    return {
        "consultation": room_for(CONSULTATION_ROOM, proposal),
        "step": room_for(STEP_ROOM, stories.rfq_of(lathe_shop, proposal)),
        "team": room_for(TEAM_ROOM, proposal),
        "order between orderer and hub": room_for(ORDER_ROOM, root),
        "order between hub and lathe shop": room_for(ORDER_ROOM, root.children.get(supplier=lathe_shop.organization)),
    }


def say(player, room: Room, body="こんにちは", client_id=None):
    return player.press(reverse("room", args=[room.public_id]), client_id=client_id or uuid4(), body=body)


def as_role(player, role: str):
    Membership.objects.filter(user=player.user).update(role=role)
    return player


def test_only_the_parties_are_in(cast, rooms):
    users = {player.user.pk: name for name, player in cast.items()}
    rights = who_of(rooms.values(), users)
    for kind, room in rooms.items():
        in_room = {users[user] for key, user, _ in rights if key == room.pk}
        assert in_room == PARTIES[kind], kind
        for name, player in cast.items():
            may = name in PARTIES[kind]
            for page in ("room", "room_since"):
                status = player.browser().get(reverse(page, args=[room.public_id])).status_code
                assert status == (200 if may else 404), (kind, name, page)
            assert visible_rooms(player.actor).filter(pk=room.pk).exists() == may, (kind, name)
            assert (rights.get((room.pk, player.user.pk, player.organization.pk)) is True) == may, (kind, name)


def test_a_foreign_room_looks_like_none(cast, rooms):
    outsider = cast["rival_hub"].browser()
    foreign = outsider.get(reverse("room", args=[rooms["team"].public_id]))
    missing = outsider.get(reverse("room", args=[uuid4()]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert len(foreign.content) == len(missing.content)


def test_nobody_but_a_party_opens_a_room(cast, rooms):
    for kind, room in rooms.items():
        for name, player in cast.items():
            if name in PARTIES[kind]:
                assert room_open(actor=player.actor, kind=room.kind, subject_id=room.subject_id) == room
            else:
                with pytest.raises(NotFound):
                    room_open(actor=player.actor, kind=room.kind, subject_id=room.subject_id)
                assert say(player, room).status_code == 404
    assert not Message.objects.filter(room__in=rooms.values()).exists()


def test_a_refused_opening_makes_no_room(orderer, hub, rival_hub):
    proposal = stories.taken(hub, stories.posted(orderer))
    with pytest.raises(NotFound):
        room_open(actor=rival_hub.actor, kind="team", subject_id=proposal.public_id)
    with pytest.raises(NotFound):
        room_open(actor=hub.actor, kind="nonsense", subject_id=proposal.public_id)
    assert not Room.objects.exists()


def test_a_shop_that_was_not_chosen_is_not_in_the_team(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    proposal = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    stories.asked(hub, proposal, [lathe_shop, rival_lathe_shop], [plating_shop])
    own = room_for(STEP_ROOM, stories.rfq_of(rival_lathe_shop, proposal))
    others = [room_for(STEP_ROOM, stories.rfq_of(lathe_shop, proposal)), room_for(TEAM_ROOM, proposal)]
    assert set(visible_rooms(rival_lathe_shop.actor)) == {own}
    assert set(visible_rooms(hub.actor)) == {own, *others}


def test_a_draft_order_has_no_room_for_its_supplier(orderer, hub, lathe_shop, plating_shop):
    award = stories.awarded(orderer, *stories.proposed(orderer, hub, lathe_shop, plating_shop))
    room = room_for(ORDER_ROOM, award.order)
    rights = who_of([room], [orderer.user.pk, hub.user.pk])
    assert {user for _, user, _ in rights} == {orderer.user.pk}
    assert hub.browser().get(reverse("room", args=[room.public_id])).status_code == 404


def test_the_plain_form_posts_once_for_one_page(room, hub):
    client_id = uuid4()
    for _ in range(3):
        answer = say(hub, room, client_id=client_id)
        assert answer.status_code == 302
    assert [m.seq for m in room.messages.all()] == [1]
    assert stories.fresh(room).last_seq == 1


def test_two_people_may_have_the_same_client_id(room, orderer, hub):
    client_id = uuid4()
    say(hub, room, client_id=client_id)
    say(orderer, room, client_id=client_id)
    assert [m.seq for m in room.messages.all()] == [1, 2]


def test_words_are_kept_as_typed_but_for_what_cannot_be_kept(room, hub):
    assert say(hub, room, body="  一行目\r\n二行目\x00 \r\n").status_code == 302
    assert room.messages.get().body == "一行目\n二行目"


def test_a_full_box_with_line_ends_fits(room, hub):
    body = ("あ" * 99 + "\r\n") * (MAX_BODY // 100)  # a browser counts a line end as one, and sends two
    assert say(hub, room, body=body).status_code == 302


@pytest.mark.parametrize("body", ["", " \r\n ", "\x00", "あ" * (MAX_BODY + 1)])
def test_no_words_and_too_many_are_refused_and_stay_in_the_box(room, hub, body):
    answer = say(hub, room, body=body)
    assert answer.status_code == 400
    assert f">{body}</textarea>".replace("\r\n", "\n").replace("\x00", "") in answer.content.decode().replace(
        "\r\n", "\n"
    )
    assert not room.messages.exists()


def test_a_form_without_its_key_is_refused(room, hub):
    assert say(hub, room, client_id="nonsense").status_code == 400
    assert not room.messages.exists()


def test_a_form_without_its_firm_is_refused(room, hub):
    form = {"client_id": uuid4(), "body": "こんにちは"}
    assert hub.browser().post(reverse("room", args=[room.public_id]), form).status_code == 409
    assert not room.messages.exists()


def test_a_viewer_reads_and_does_not_write(room, hub, orderer):
    say(orderer, room, body="読めますか")
    viewer = as_role(hub, Membership.VIEWER)
    page = viewer.browser().get(reverse("room", args=[room.public_id]))
    assert "読めますか" in page.content.decode()
    assert "data-compose" not in page.content.decode()
    assert say(viewer, room).status_code == 403
    assert room.messages.count() == 1
    assert stories.fresh(room).last_seq == 1


def test_a_frozen_room_is_read_and_refuses(room, hub, orderer):
    client_id = uuid4()
    say(hub, room, client_id=client_id)
    Room.objects.filter(pk=room.pk).update(status="frozen")
    page = hub.browser().get(reverse("room", args=[room.public_id]))
    assert "data-compose" not in page.content.decode()
    assert say(orderer, room).status_code == 409
    assert say(hub, room, client_id=client_id).status_code == 302, "what was said before is answered again"
    assert room.messages.count() == 1
    assert stories.fresh(room).last_seq == 1


def test_an_empty_room_says_what_to_do_until_it_is_over(room, hub, orderer):
    Message.objects.filter(room=room).delete()
    address = reverse("room", args=[room.public_id])
    assert "下の枠に書いて送ると" in hub.browser().get(address).content.decode()
    Room.objects.filter(pk=room.pk).update(status="frozen")
    page = hub.browser().get(address).content.decode()
    assert "下の枠に" not in page and "発言はありません。" in page and "この部屋は終わりました" in page


def test_a_batch_keeps_what_is_allowed(room, hub, orderer, rival_hub):
    def post(player):
        return Post(room.pk, player.user.pk, player.organization.pk, uuid4(), "はい")

    posts = [post(hub), post(rival_hub), post(orderer), post(hub)]
    outcomes = write([*posts, posts[0]])
    assert [(o.seq, o.code) for o in outcomes] == [(1, ""), (0, "forbidden"), (2, ""), (3, ""), (1, "")]
    assert [m.seq for m in room.messages.all()] == [1, 2, 3]
    assert dict(ReadMarker.objects.values_list("user_id", "seq")) == {hub.user.pk: 3, orderer.user.pk: 2}


def test_a_post_in_the_name_of_another_firm_is_refused(room, hub, orderer):
    outcome = write([Post(room.pk, hub.user.pk, orderer.organization.pk, uuid4(), "はい")])[0]
    assert outcome.code == "forbidden"
    assert not room.messages.exists()


def test_since_gives_what_the_socket_would_push(room, hub, orderer):
    for number in range(3):
        say(hub, room, body=f"{number}番")
    address = reverse("room_since", args=[room.public_id])
    answer = orderer.browser().get(address, {"seq": 1}).json()
    assert answer["room"] == str(room.public_id) and answer["more"] is False
    assert [(i["seq"], i["body"]) for i in answer["items"]] == [(2, "1番"), (3, "2番")]
    assert {i["author"] for i in answer["items"]} == {str(hub.user.public_id)}
    assert orderer.browser().get(address, {"seq": 3}).json()["items"] == []
    assert orderer.browser().get(address, {"seq": "x"}).status_code == 400
    assert orderer.browser().get(address, {"seq": -5}).json()["items"][0]["seq"] == 1
    assert orderer.browser().get(address, {"seq": 10**30}).json()["items"] == []


def test_long_polling_waits_and_ends(room, orderer, monkeypatch):
    monkeypatch.setattr(views, "POLL_FOR", 0.05)
    monkeypatch.setattr(views, "POLL_EVERY", 0.01)
    answer = orderer.browser().get(reverse("room_since", args=[room.public_id]), {"seq": 0, "wait": 1})
    assert answer.json()["items"] == []


def test_so_many_wait_at_once_and_the_next_are_answered_as_things_are(room, orderer, monkeypatch):
    monkeypatch.setattr(views, "POLL_FOR", 0.05)
    monkeypatch.setattr(views, "POLL_EVERY", 0.01)
    monkeypatch.setattr(views, "_WAITING", threading.BoundedSemaphore(1))
    looks, really = [], views.page_after
    monkeypatch.setattr(views, "page_after", lambda *args: looks.append(args) or really(*args))
    address, wait = reverse("room_since", args=[room.public_id]), {"seq": 0, "wait": 1}
    for _ in range(2):  # who has waited makes room
        looks.clear()
        assert orderer.browser().get(address, wait).json()["items"] == [] and len(looks) > 1
    views._WAITING.acquire()
    looks.clear()
    assert orderer.browser().get(address, wait).json()["items"] == [] and len(looks) == 1


def read_all(client: Client, room: Room) -> tuple[list[int], list[int]]:
    """The sequences of all pages from the start, and how many bytes of words each page had."""
    seqs, sizes, seq, more = [], [], 0, True
    while more:
        answer = client.get(reverse("room_since", args=[room.public_id]), {"seq": seq}).json()
        more, page = answer["more"], answer["items"]
        sizes.append(sum(len(i["body"].encode()) for i in page))
        seqs += [i["seq"] for i in page]
        seq = seqs[-1]
    return seqs, sizes


@pytest.mark.parametrize("body, count", [("短い", 2 * PAGE + 1), ("長" * MAX_BODY, 40)])
def test_pages_are_bounded_in_number_and_in_bytes(room, hub, orderer, body, count):
    write([Post(room.pk, hub.user.pk, hub.organization.pk, uuid4(), body) for _ in range(count)])
    seqs, sizes = read_all(orderer.browser(), room)
    assert seqs == list(range(1, count + 1))
    assert max(sizes) <= PAGE_BYTES


def test_reading_never_goes_backwards_nor_past_the_end(room, hub, orderer):
    for _ in range(3):
        say(hub, room)
    for asked, kept in ((2, 2), (1, 2), (99, 3)):
        read_mark(user=orderer.user, room=room, seq=asked)
        assert ReadMarker.objects.get(room=room, user=orderer.user).seq == kept


def test_the_list_shows_unread_and_the_page_clears_it(room, hub, orderer):
    say(hub, room, body="新しいことば")
    page = orderer.browser().get(reverse("rooms")).content.decode()
    assert "新しいことば" in page and "件の未読" in page
    orderer.browser().get(reverse("room", args=[room.public_id]))
    assert "件の未読" not in orderer.browser().get(reverse("rooms")).content.decode()


def test_what_is_said_is_shown_as_text(room, hub, orderer):
    say(hub, room, body="<script>alert(1)</script>")
    page = orderer.browser().get(reverse("room", args=[room.public_id])).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
