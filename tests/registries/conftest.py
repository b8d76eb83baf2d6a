"""Kinds that live for one test."""

import pytest


@pytest.fixture
def registered():
    """Adds a thing to its registry, as its module would when its app is ready, and takes it out afterwards."""
    added = []

    def add(registry, thing):
        added.append((registry, registry.add(thing)))
        return thing

    yield add
    for registry, thing in added:
        del registry.things[thing.name]
