"""Every address x every role. An address without a row here fails; what is not yours looks like what does not exist."""

import re
import uuid

import people
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from world import OBJECT, PAGES, POSTS, ROLES, SEALED_REMARK, SEALED_YEN, address, build_world, own_names

from marketplace.kernel import relay
from marketplace.kernel.models import AuditEntry, OutboxEvent
from marketplace.sourcing.models import Quotation
from marketplace.sourcing.services.quotations import quotation_submit
from messaging.delivery.models import Delivery
from messaging.notifications.models import Notice
from messaging.rooms.models import Message

# One group: the module's world lives in an open transaction that no other test may run inside.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("matrix")]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all tests of this module (it takes two seconds); what each changes is taken back after it."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            people.make_municipalities()
            players = {name: people.make(name) for name in people.CAST}
            yield build_world(players), players
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def client_of(role: str, players: dict) -> Client:
    return Client() if role == "visitor" else players[role].browser()


def test_every_address_has_a_row():
    assert own_names() == set(PAGES) | set(POSTS)
    assert not set(PAGES) & set(POSTS)


def test_pages(world):
    """Each opens or does not; what is sealed stands in no byte of any of them."""
    ids, players = world
    meant = {"o": 200, "x": 404, ">": 302}
    wrong = []
    for role_number, role in enumerate(ROLES):
        client = client_of(role, players)
        for name, row in PAGES.items():
            response = client.get(address(name, ids))
            if response.status_code != meant[row[role_number]]:
                wrong.append((name, role, response.status_code, row[role_number]))
            if seen := sealed_in(response.getvalue()):
                wrong.append((name, role, seen))
    assert not wrong


def test_a_foreign_and_a_missing_object_look_alike(world):
    ids, players = world
    nothing = dict.fromkeys(ids, uuid.uuid4())
    client = client_of("rival_orderer", players)
    for name, row in PAGES.items():
        if name in OBJECT and row[1] == "x":
            foreign, missing = client.get(address(name, ids)), client.get(address(name, nothing))
            assert foreign.status_code == missing.status_code == 404
            assert len(foreign.content) == len(missing.content), name


def test_posts_of_outsiders_change_nothing(world):
    ids, players = world
    wrong = []
    before = (AuditEntry.objects.count(), OutboxEvent.objects.count())
    for role in ROLES:
        client = client_of(role, players)
        acting = {} if role == "visitor" else {"acting": str(players[role].organization.public_id)}
        for name, insiders in POSTS.items():
            if role in insiders:
                continue
            data = {
                **acting,
                "idempotency_key": str(uuid.uuid4()),
                "reason": "x",
                "text": "x",
                "factory": ids["factory"],
            }
            response = client.post(address(name, ids), data)
            allowed = {302} if role == "visitor" else {404}
            if response.status_code not in allowed:
                wrong.append((name, role, response.status_code))
            if role == "visitor" and response.status_code == 302:
                assert "/accounts/" in response["Location"]
    assert not wrong
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == before


def test_get_of_a_post_address_does_nothing(world):
    ids, players = world
    before = AuditEntry.objects.count()
    client = client_of("orderer", players)
    assert {client.get(address(name, ids)).status_code for name in POSTS if name not in ("text_size", "language")} == {
        405
    }
    assert AuditEntry.objects.count() == before


def test_a_page_for_a_firm_that_is_not_mine_is_refused(world):
    ids, players = world
    client = client_of("orderer", players)
    foreign = str(players["rival_orderer"].organization.public_id)
    data = {"acting": foreign, "idempotency_key": str(uuid.uuid4()), "reason": "x"}
    response = client.post(address("inquiry_cancel", ids), data)
    assert response.status_code == 409
    own = {**data, "acting": str(players["orderer"].organization.public_id)}
    assert client.post(address("inquiry_cancel", ids), own).status_code == 302


def sealed_in(content: bytes) -> list[bytes]:
    signs = (str(SEALED_YEN).encode(), f"{SEALED_YEN:,}".encode(), SEALED_REMARK.encode())
    return [sign for sign in signs if sign in content]


def test_what_is_sealed_is_read_by_its_factory_and_written_nowhere_else(world):
    ids, players = world
    quotation = Quotation.objects.get(amount_yen=SEALED_YEN, factory=players["plating_shop"].factory)
    relay.relay_due()
    own = client_of("plating_shop", players).get(reverse("quotation_receipt", args=[quotation.rfq.public_id]))
    assert len(sealed_in(own.getvalue())) == 2, "the amount as people write it, and the remark"
    written = "".join(
        [*Delivery.objects.values_list("text", flat=True), *Notice.objects.values_list("text", flat=True)]
        + [*Message.objects.values_list("body", flat=True)]
        + [str(e.note) for e in AuditEntry.objects.all()]
        + [str(e.refs) for e in OutboxEvent.objects.all()]
    )
    assert written and not sealed_in(written.encode())


def test_the_board_looks_the_same_whether_quotations_came_or_not(world):
    ids, players = world

    client = client_of("hub", players)
    strip = re.compile(rb'value="[0-9a-f-]{36}"|[A-Za-z0-9]{60,}|nonce="[^"]*"')
    client.get(address("board", ids))
    client_of("lathe_shop", players).get(address("rfq", ids))
    before = strip.sub(b"", client.get(address("board", ids)).content)
    quotation = Quotation.objects.get(public_id=ids["quotation"])
    quotation_submit(actor=players["lathe_shop"].actor, quotation=quotation, shown=quotation.said)
    after = strip.sub(b"", client.get(address("board", ids)).content)
    assert before == after
