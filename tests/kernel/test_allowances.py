"""Allowances: so many at once, then one more every so often, however many take at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import F

from marketplace.kernel.allowances import Rate, forget_full, take
from marketplace.kernel.models import Allowance
from marketplace.kernel.sources import source_of

THREE = Rate(3, timedelta(hours=1))


def later(passed: timedelta) -> None:
    Allowance.objects.update(spent_until=F("spent_until") - passed)


def test_so_many_at_once_and_then_one_by_one(db):
    assert [take("tea", THREE, "a") for _ in range(5)] == [True, True, True, False, False]
    later(timedelta(minutes=59))
    assert not take("tea", THREE, "a")
    later(timedelta(minutes=2))
    assert [take("tea", THREE, "a") for _ in range(2)] == [True, False]
    later(timedelta(hours=50))
    assert [take("tea", THREE, "a") for _ in range(4)] == [True, True, True, False]


def test_what_one_uses_up_another_has(db):
    assert all(take("tea", THREE, "a") for _ in range(3)) and not take("tea", THREE, "a")
    assert take("tea", THREE, "b") and take("tea", THREE, "a", "b") and take("cake", THREE, "a")


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_time_get_no_more():
    def once(_) -> bool:
        try:
            return take("tea", THREE, "a")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(once, range(36))) == 3


def test_what_is_full_again_is_forgotten(db):
    take("tea", THREE, "a")
    forget_full()
    assert Allowance.objects.count() == 1
    later(timedelta(hours=2))
    forget_full()
    assert not Allowance.objects.exists()


def test_the_clock_is_the_databases(db):
    take("tea", THREE, "a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM spent_until - clock_timestamp()) FROM kernel_allowance")
        assert 3590 < cursor.fetchone()[0] <= 3600


@pytest.mark.parametrize(
    "proxies, forwarded, source",
    [
        (0, "", "192.0.2.9"),
        (0, "203.0.113.7", "192.0.2.9"),  # nobody is believed
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "10.0.0.1, 198.51.100.4 , 203.0.113.7", "203.0.113.7"),  # what stands before was written by anybody
        (2, "10.0.0.1, 198.51.100.4, 203.0.113.7", "198.51.100.4"),
        (2, "203.0.113.7", "192.0.2.9"),  # not by that many proxies
        (1, "", "192.0.2.9"),
        (1, "nobody", "192.0.2.9"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_where_a_request_comes_from(settings, proxies, forwarded, source):
    settings.TRUSTED_PROXIES = proxies
    assert source_of("192.0.2.9", forwarded) == source
