"""A kind of room is one file: opened, listed, read and written in by the parties of its subject, over page and wire."""

import pytest
import stories
from channels.db import database_sync_to_async as in_thread
from django.urls import reverse

from messaging.rooms.models import Room
from messaging.rooms.registry import room_kinds
from messaging.rooms.services import room_for

pytestmark = pytest.mark.usefixtures("dropped_room")


def opened_by(player, inquiry) -> Room:
    player.browser().get(reverse("room_open", args=["diary", inquiry.public_id]))
    return Room.objects.get(kind="diary")


def page_of(player, name: str, *args) -> str:
    return player.browser().get(reverse(name, args=args)).content.decode()


def test_it_is_opened_listed_and_written_in_by_its_parties(orderer, rival_orderer):
    inquiry = stories.posted(orderer)
    refused = rival_orderer.browser().get(reverse("room_open", args=["diary", inquiry.public_id]))
    assert refused.status_code == 404 and not Room.objects.filter(kind="diary").exists()
    room = opened_by(orderer, inquiry)
    address = reverse("room", args=[room.public_id])
    assert orderer.press(address, client_id=room.public_id, body="きょうは雨").status_code == 302
    assert "きょうは雨" in page_of(orderer, "room", room.public_id)
    assert "日記" in page_of(orderer, "rooms") and "日記" not in page_of(rival_orderer, "rooms")
    assert rival_orderer.press(address, client_id=room.public_id, body="のぞき見").status_code == 404
    assert [message.body for message in room.messages.all()] == ["きょうは雨"]


def test_it_takes_no_words_when_its_subject_is_over(orderer):
    room = opened_by(orderer, stories.posted(orderer, title="終わり"))
    said = orderer.press(reverse("room", args=[room.public_id]), client_id=room.public_id, body="まだ?")
    assert said.status_code == 409
    assert not room.messages.exists()


@pytest.mark.django_db(transaction=True)
async def test_its_parties_talk_over_the_wire_and_nobody_else(wire, orderer, rival_orderer):
    room = await in_thread(lambda: room_for(room_kinds["diary"], stories.posted(orderer)))()
    one, other = await wire.tab(orderer, room), await wire.tab(orderer, room)
    stranger = await wire.tab(rival_orderer, room)
    await stranger.heard_one("error", code="none_such")
    await one.post(room, "きょうは雨")
    await other.until(lambda: other.bodies(room) == ["きょうは雨"])
    await stranger.post(room, "のぞき見")
    await stranger.until(lambda: len(stranger.all("error", code="none_such")) == 2)
    assert await wire.seqs_of(room) == [1]
    assert stranger.bodies(room) == []
