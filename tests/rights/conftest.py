"""The whole cast, and the world of the outsiders' table."""

import pytest
from world import build_world

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


@pytest.fixture
def players(request, municipalities):
    """By name. (What is asked for by name alone does not show that it needs the database.)"""
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def world(players):
    """Public ids of an object for every address, and the players."""
    return build_world(players), players
