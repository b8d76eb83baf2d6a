"""Files that stand in their packages for one test each."""

import pytest
from dropped_files import FILES, app_more, dropped_into


@pytest.fixture
def dropped_todo():
    with dropped_into("marketplace.inquiries.todos", "todos"):
        yield


@pytest.fixture
def its_template(settings):
    """The template of a dropped part, where Django looks."""
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], FILES / "templates"]}]


@pytest.fixture
def dropped_part(its_template):
    with dropped_into("factories.consent.profile_parts", "profile_parts"):
        yield


@pytest.fixture
def app_with_ducks(its_template):
    with app_more("pond", "todos", "profile_parts"):
        yield


@pytest.fixture
def dropped_paper():
    with dropped_into("orders.papers", "papers", "paper"):
        yield


@pytest.fixture
def dropped_room():
    with dropped_into("messaging.rooms.kinds", "kinds"):
        yield


@pytest.fixture
def dropped_notice():
    with dropped_into("messaging.notifications.rules", "rules"):
        yield


@pytest.fixture
def pigeons():
    """The module of the dropped channel."""
    with dropped_into("messaging.delivery", "channels", "channel"):
        from messaging.delivery.pigeon import channel

        yield channel
