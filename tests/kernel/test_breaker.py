"""A Redis that is dead or swallows everything: one press in a while finds out, the others do not even try."""

from uuid import uuid4

import pytest
import redis
from channels.layers import channel_layers
from channels_redis.pubsub import RedisPubSubLoopLayer
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from lines import Line

from marketplace.kernel import wake
from marketplace.kernel.breaker import REDIS, Breaker, Resting


class Clock:
    """Moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Away(Exception):
    pass


def tried(breaker: Breaker, *, answers: bool = False) -> bool:
    """Whether an attempt was made, by something that does not answer."""
    try:
        with breaker.attempt():
            if not answers:
                raise Away
    except Away:
        return True
    except Resting:
        return False
    return True


def test_pauses_grow_to_a_bound_and_end_with_the_first_success():
    clock = Clock()
    breaker = Breaker(first=1, longest=30, clock=clock)
    pauses = []
    for _ in range(8):
        began = clock.now
        assert tried(breaker) and not tried(breaker)
        while not tried(breaker, answers=False):
            clock.now += 0.5
        pauses.append(clock.now - began)
        clock.now += 1000
    assert pauses[0] < pauses[1] < pauses[2] and max(pauses) == pauses[-1] == pauses[-2] == 30
    assert tried(breaker, answers=True)
    assert tried(breaker, answers=True), "it answers: everybody may"
    assert tried(breaker) and not tried(breaker)
    clock.now += 1
    assert tried(breaker), "the pauses begin anew"


def test_one_at_a_time_tries_again():
    clock = Clock()
    breaker = Breaker(clock=clock)
    assert tried(breaker)
    clock.now += 1
    with breaker.attempt():
        assert not tried(breaker), "somebody else is finding out"
    assert tried(breaker, answers=True)


def test_those_who_began_together_count_as_one_failure():
    clock = Clock()
    breaker = Breaker(first=1, clock=clock)
    with pytest.raises(Away), breaker.attempt():
        assert tried(breaker)
        raise Away
    clock.now += 1
    assert tried(breaker), "no longer pause than after one"


@pytest.fixture
def attempts(monkeypatch):
    """How Redis was spoken to, each time by its name."""
    made = []
    for where, name in ((RedisPubSubLoopLayer, "group_send"), (wake.Celery, "send_task")):
        real = getattr(where, name)

        def counted(*args, real=real, name=name, **kwargs):
            made.append(name)
            return real(*args, **kwargs)

        monkeypatch.setattr(where, name, counted)
    return made


@pytest.fixture
def line(monkeypatch):
    """This process speaks to Redis over a line that is not there yet."""
    line = Line(settings.REDIS_URL)
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", line.url)
    config = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
    config["default"]["CONFIG"] = {"hosts": [{"address": line.url, "socket_connect_timeout": 2}]}
    monkeypatch.setattr(channel_layers, "backends", {})
    monkeypatch.setattr(settings, "CHANNEL_LAYERS", config)
    wake._sender.cache_clear()
    REDIS.reset()
    yield line
    line.close()
    REDIS.reset()
    wake._sender.cache_clear()


@pytest.mark.parametrize("kind", ["dead", "silent"])
def test_only_the_first_press_finds_out(
    kind, line, attempts, monkeypatch, orderer, hub, room, django_capture_on_commit_callbacks
):
    clock = Clock()
    monkeypatch.setattr(REDIS, "clock", clock)
    if kind == "silent":
        line.swallow()

    def press() -> list[str]:
        attempts.clear()
        with django_capture_on_commit_callbacks(execute=True):
            transaction.on_commit(lambda: wake.wake("kernel.relay"))
            answer = orderer.press(reverse("room", args=[room.public_id]), body="はい", client_id=uuid4())  # rings
            assert answer.status_code == 302
        return list(attempts)

    assert len(press()) == 1
    assert press() == [] and press() == []
    clock.now += 1
    assert len(press()) == 1, "one looks whether it is back"
    assert press() == []
    line.mend()
    clock.now += 60
    with redis.Redis.from_url(settings.REDIS_URL) as real, real.pubsub() as listener:
        listener.psubscribe("*bell*")
        listener.get_message(timeout=5)
        for _ in range(2):
            assert set(press()) == {"send_task", "group_send"}, "everybody may again"
        assert listener.get_message(timeout=5)["type"] == "pmessage", "the bell rings"
