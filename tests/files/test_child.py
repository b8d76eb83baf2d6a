"""A process that takes foreign bytes apart is bound, and ends without harm to anybody else."""

import os
import textwrap

import pytest

from marketplace.files import child

HOSTILE = """
    import os, resource, time

    def ends(data):
        os._exit(3)

    def fails(data):
        raise ValueError

    def waits(data):
        time.sleep(60)

    def grows(data):
        return {"n": len(bytearray(2 << 30))}, []

    def floods(data):
        return {}, [bytes(65 << 20)]

    def tells(data):
        limits = {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT")}
        return {"environment": sorted(os.environ), "limits": limits, "n": len(data)}, [data, data[:2]]
"""


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    (tmp_path / "hostile.py").write_text(textwrap.dedent(HOSTILE))
    (tmp_path / "marketplace").symlink_to(child.ROOT / "marketplace")
    monkeypatch.setattr(child, "ROOT", tmp_path)


@pytest.mark.parametrize("way", ["ends", "fails", "grows", "floods", "unheard_of"])
def test_a_child_that_does_not_answer_is_given_up(hostile, way):
    for _more_often_than_there_are_places in range(child.AT_ONCE + 1):
        with pytest.raises(child.Unanswered):
            child.in_child(f"hostile:{way}", b"x")
    assert child.in_child("hostile:tells", b"abc")[1] == [b"abc", b"ab"]


def test_a_child_that_hangs_is_ended(hostile, monkeypatch):
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.5)
    with pytest.raises(child.Unanswered):
        child.in_child("hostile:waits", b"x")
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as line:
                assert b"hostile:waits" not in line.read()
        except OSError:
            continue


def test_who_finds_no_place_in_time_is_told(hostile, monkeypatch):
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.1)
    for _ in range(child.AT_ONCE):
        assert child._places.acquire(blocking=False)
    try:
        with pytest.raises(child.Unanswered):
            child.in_child("hostile:tells", b"")
    finally:
        for _ in range(child.AT_ONCE):
            child._places.release()


def test_it_is_bound_and_knows_nothing_of_the_place(hostile, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    facts, _parts = child.in_child("hostile:tells", bytes(100_000))
    assert facts["n"] == 100_000
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"}.isdisjoint(facts["environment"])
    limits = facts["limits"]
    assert limits["RLIMIT_AS"] == [child.MEMORY] * 2 and limits["RLIMIT_CPU"] == [child.CPU_SECONDS] * 2
    assert limits["RLIMIT_FSIZE"] == [child.OUTPUT] * 2 and limits["RLIMIT_CORE"] == [0, 0]
