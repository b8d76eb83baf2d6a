"""One browser for the journeys of a module."""

import pytest
from browsers import People, browser


@pytest.fixture(scope="module")
def people(place):
    with browser() as opened:
        yield People(opened, f"http://127.0.0.1:{place.port}")
