"""No request keeps a connection of the pool, whatever becomes of it."""

import contextlib

import pytest
from django.db import connection
from django.http import HttpResponse

from marketplace.accounts.models import User
from marketplace.kernel.middleware import ConnectionMiddleware


def asks(request) -> HttpResponse:
    User.objects.exists()
    assert connection.connection is not None
    return HttpResponse()


def fails(request) -> HttpResponse:
    asks(request)
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("view", [asks, fails])
def test_the_connection_goes_back_when_the_view_has_ended(view, rf):
    with contextlib.suppress(RuntimeError):
        ConnectionMiddleware(view)(rf.get("/"))
    assert connection.connection is None


def test_it_stands_before_all_that_asks_the_database(settings):
    assert settings.MIDDLEWARE[0] == f"{ConnectionMiddleware.__module__}.{ConnectionMiddleware.__name__}"
