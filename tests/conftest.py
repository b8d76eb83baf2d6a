"""The cast: the named people and firms of every test, and the room of two of them."""

import gc

import people
import pytest
import pytest_asyncio
import stories
from django.conf import settings
from django.template import Template
from places import starter
from wires import Wire

from factories.catalog import selectors as dictionary
from factories.catalog.loading import add_missing
from factories.catalog.models import TaxonomyRevision
from factories.catalog.services.terms import KINDS
from marketplace.inquiries import knowledge
from marketplace.kernel import relay
from messaging.live import broadcaster, consumers
from messaging.notifications import handlers
from messaging.rooms import services
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
from messaging.rooms.models import Room
from messaging.rooms.services import room_for

#: How a page is made outside of tests.
RENDER = Template._render


def pytest_collection_finish():
    """What was loaded until here stays: the collector need not look at it again all the time (5 % of the suite),
    nor so often at what comes after (5 % more)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    settings.SECOND_STEP_REQUIRED = False  # the tests of the second step ask for it


@pytest.fixture(scope="session", autouse=True)
def pages_are_made_as_ever(django_test_environment):
    """Django's test environment copies the context of every template and part (9 % of the suite)."""
    kept, Template._render = Template._render, RENDER
    yield kept
    Template._render = kept


@pytest.fixture
def contexts(pages_are_made_as_ever, monkeypatch):
    """For tests that look at `response.context`."""
    monkeypatch.setattr(Template, "_render", pages_are_made_as_ever)


@pytest.fixture(autouse=True)
def dictionary_read_once(monkeypatch):
    """The revision is not asked for again in the middle of a test that counts queries."""
    monkeypatch.setattr(dictionary, "FRESH_FOR", float("inf"))


@pytest.fixture(autouse=True)
def nothing_known_from_before():
    """Prices, cases and works of another test are none of this one's."""
    knowledge.forget()


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """One running place for the journeys and whoever else looks at it from outside and leaves it running."""
    with starter() as start:
        place = start(tmp_path_factory.mktemp("旅 する 町") / "var")
        assert place.says("動いています", within=170), place.text()
        yield place


@pytest.fixture
def terms(db):
    """The rows of the dictionary (a test with real transactions leaves the tables empty), for tests that change them."""
    add_missing(KINDS)
    TaxonomyRevision.objects.get_or_create(pk=1)
    dictionary.forget()
    yield
    dictionary.forget()


@pytest.fixture
def municipalities(db):
    people.make_municipalities()


@pytest.fixture
def orderer(municipalities):
    return people.make("orderer")


@pytest.fixture
def rival_orderer(municipalities):
    return people.make("rival_orderer")


@pytest.fixture
def hub(municipalities):
    return people.make("hub")


@pytest.fixture
def rival_hub(municipalities):
    return people.make("rival_hub")


@pytest.fixture
def lathe_shop(municipalities):
    return people.make("lathe_shop")


@pytest.fixture
def rival_lathe_shop(municipalities):
    return people.make("rival_lathe_shop")


@pytest.fixture
def plating_shop(municipalities):
    return people.make("plating_shop")


@pytest.fixture
def officer(municipalities):
    return people.make("officer")


@pytest.fixture
def quiet_shop(officer):
    """A turning shop of Ota that nobody signs in for."""
    return people.make_quiet(officer, "森旋盤", "0302")


@pytest.fixture
def quiet_plater(officer):
    """A plating shop of Ota that nobody signs in for."""
    return people.make_quiet(officer, "森めっき", "1203")


@pytest.fixture
def proposal(orderer, hub):
    return stories.taken(hub, stories.posted(orderer))


@pytest.fixture
def room(proposal) -> Room:
    return room_for(CONSULTATION_ROOM, proposal)


@pytest_asyncio.fixture
async def wire(transactional_db, monkeypatch):
    """Tabs on one broadcaster that sweeps often."""
    monkeypatch.setattr(broadcaster, "SWEEP_EVERY", 0.2)
    monkeypatch.setattr(consumers, "_posted", {})
    monkeypatch.setattr(consumers, "_framed", {})
    wire = Wire()
    yield wire
    await wire.leave()


@pytest.fixture
def rung(monkeypatch):
    """What was rung, as (rooms, subjects), instead of ringing."""
    bells = []
    for place in (handlers, services):
        monkeypatch.setattr(
            place, "ring_after_commit", lambda *, rooms=(), subjects=(): bells.append((list(rooms), list(subjects)))
        )
    return bells


@pytest.fixture
def asked(orderer, hub, lathe_shop, plating_shop):
    """A proposal whose two steps have been asked for; everything before is told."""
    proposal = stories.taken(hub, stories.posted(orderer))
    proposal = stories.asked(hub, stories.planned(hub, proposal), [lathe_shop], [plating_shop])
    relay.relay_due()
    return proposal


@pytest.fixture
def award(orderer, hub, lathe_shop, plating_shop):
    """Decided; its orders are drafts."""
    inquiry, proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    return stories.awarded(orderer, inquiry, proposal)
