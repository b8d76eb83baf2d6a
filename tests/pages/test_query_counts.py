"""A page asks the database the same number of times for three rows as for many."""

import pytest
import stories
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.kernel import relay
from messaging.models import Notice
from messaging.writer import write_event


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is asked once a process (content types, sessions) is not counted
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def client_of(player) -> Client:
    client = Client()
    client.force_login(player.user)
    return client


@pytest.fixture
def two_sizes(orderer, hub, lathe_shop, plating_shop, request):
    """A function that makes n more cases at several stages."""

    made = []

    def more(n):
        import uuid

        from messaging.services import room_for

        cast = request.config.pluginmanager.get_plugin(str(request.config.rootpath / "tests" / "conftest.py"))

        for number in range(n):
            inquiry = stories.posted(orderer, title=f"品物{number}")
            proposal = stories.taken(hub, inquiry)
            room = room_for("consultation", proposal)
            write_event(
                room, client_id=uuid.uuid4(), body="はじめの返事", author=hub.user, organization=hub.organization
            )
            if number % 2:
                proposal = stories.asked(hub, stories.planned(hub, proposal), [lathe_shop], [plating_shop])
            cast.make_factory(f"shop{len(made)}@example.jp", "工場 長", f"工場{len(made)}", "0302", "0402")
            made.append(number)
        stories.posted(orderer, title="まだ返事のない相談")
        relay.deliver_due()
        for player in (orderer, hub, lathe_shop):
            assert Notice.objects.filter(user=player.user).exists(), "the page of notices has rows to show"

    return more


@pytest.mark.parametrize("who", ["orderer", "hub", "lathe_shop"])
def test_lists(who, two_sizes, request):
    client = client_of(request.getfixturevalue(who))
    paths = ("/home/", "/cases/", "/talk/", "/notices/", "/shops/", "/wanted/")
    two_sizes(3)
    few = {path: queries(client, path) for path in paths}
    two_sizes(9)
    many = {path: queries(client, path) for path in paths}
    assert few == many


def test_workbench_and_ring(orderer, hub, lathe_shop, plating_shop, rival_lathe_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    client = client_of(hub)
    ring = f"/rings/{root.public_id}/"
    few = queries(client, ring)
    over = stories.worked(lathe_shop, root, 1, good=20)
    stories.passed_on(plating_shop, over, rejected=1, description="きず")
    stories.worked(plating_shop, root, 2, good=19)
    assert queries(client, ring) <= few + 2  # photos of hand-overs are asked for once there is a hand-over

    def bench(*lathes):
        proposal = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
        proposal = stories.asked(hub, proposal, list(lathes), [plating_shop])
        return queries(client, f"/proposals/{proposal.public_id}/")

    assert bench(lathe_shop) == bench(lathe_shop, rival_lathe_shop)


def test_the_officers_page(orderer, hub, lathe_shop, plating_shop, officer):
    client = client_of(officer)
    few = queries(client, "/town/")
    stories.ordered(orderer, hub, lathe_shop, plating_shop)
    assert queries(client, "/town/") == few
