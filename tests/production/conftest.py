"""Most tests here begin with the same ring. It is made once a module; what each test changes is taken back after it."""

from copy import deepcopy

import people
import pytest
import stories
from django.db import transaction

from orders.ordering.models import PurchaseOrder

CAST = ("orderer", "hub", "rival_hub", "lathe_shop", "rival_lathe_shop", "plating_shop")


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """The cast, and the parent order of a ring whose orders are all taken: 20 pieces are turned, plated and inspected. No test
    of another module may run inside its open transaction: modules that use it are each a group of their own."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            people.make_municipalities()
            cast = {name: people.make(name) for name in CAST}
            names = ("orderer", "hub", "lathe_shop", "plating_shop")
            yield cast, stories.ordered(*(cast[name] for name in names))
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def root(kept, db) -> PurchaseOrder:
    return stories.fresh(kept[1])


def _player(name: str):
    @pytest.fixture(name=name)
    def player(kept, db):
        return deepcopy(kept[0][name])

    return player


orderer, hub, rival_hub, lathe_shop, rival_lathe_shop, plating_shop = map(_player, CAST)


@pytest.fixture
def municipalities(kept, db):
    """They are there with the cast."""
