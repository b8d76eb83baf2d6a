"""The cast: the named people and firms of every test."""

import people
import pytest


@pytest.fixture
def towns(db):
    people.make_towns()


@pytest.fixture
def orderer(towns):
    return people.make("orderer")


@pytest.fixture
def rival_orderer(towns):
    return people.make("rival_orderer")


@pytest.fixture
def hub(towns):
    return people.make("hub")


@pytest.fixture
def rival_hub(towns):
    return people.make("rival_hub")


@pytest.fixture
def lathe_shop(towns):
    return people.make("lathe_shop")


@pytest.fixture
def rival_lathe_shop(towns):
    return people.make("rival_lathe_shop")


@pytest.fixture
def plating_shop(towns):
    return people.make("plating_shop")


@pytest.fixture
def officer(towns):
    return people.make("officer")
