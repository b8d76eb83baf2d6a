"""The supervisor's rules on small children of their own: back-off, giving up, ending."""

import asyncio
import sys
import threading
import time

import pytest

from marketplace.serve import processes, supervisor
from marketplace.serve.engines import environment
from marketplace.serve.processes import Child, Trouble, end_group
from marketplace.serve.supervisor import Part, begin, end, keep, until_ready


@pytest.fixture
def child(tmp_path):
    def child(script, **more):
        more.setdefault("ready", lambda process: True)
        return Child("part", ["sh", "-c", script], environment(tmp_path), tmp_path, **more)

    yield child
    assert processes.until(lambda: not processes.marked(tmp_path), 10), "a test left a process"


@pytest.fixture
def delays(monkeypatch):
    """What is slept between two starts, without sleeping it."""
    slept, really = [], asyncio.sleep

    async def sleep(seconds, *args):
        slept.append(seconds)
        await really(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return slept


async def test_six_quick_deaths_end_it_with_one_line(child, delays, tmp_path):
    with pytest.raises(Trouble) as trouble:
        await keep(Part(child("echo x >> starts; echo no such thing; exit 3")))
    assert delays == [0.2, 0.4, 0.8, 1.6, 3.2]
    assert (tmp_path / "starts").read_text() == "x\n" * 6
    assert "no such thing" in str(trouble.value) and "\n" not in str(trouble.value)


async def test_the_delay_never_exceeds_five_seconds(child, delays, monkeypatch):
    monkeypatch.setattr(supervisor, "QUICK_DEATHS", 9)
    with pytest.raises(Trouble):
        await keep(Part(child("exit 1")))
    assert delays[5:] == [5.0, 5.0, 5.0]


async def test_one_that_had_worked_for_a_while_is_never_given_up(child, delays, monkeypatch):
    monkeypatch.setattr(supervisor, "QUICK", 0.0)
    task = asyncio.create_task(keep(Part(child("sleep 0.2; exit 1"))))
    while len(delays) < 8 and not task.done():
        await asyncio.wait([task], timeout=0.02)
    task.cancel()
    await asyncio.wait([task])
    assert delays[:8] == [0.2] * 8


async def test_one_that_cannot_work_is_given_up_at_once(child, delays):
    with pytest.raises(Trouble, match="of no use"):
        await keep(Part(child("echo broken; exit 1", ready=lambda process: False, hopeless=lambda lines: "of no use")))
    assert delays == []


async def test_one_that_does_not_get_ready_in_its_time_is_ended(child):
    part = Part(child("sleep 60", ready=lambda process: False, start_within=0.3))
    assert not await until_ready(part, begin(part))
    assert part.process.poll() is not None


@pytest.fixture
def often(monkeypatch):
    """Whether a part lives is asked at once."""
    monkeypatch.setattr(supervisor, "ASK_EVERY", 0.02)


async def until_killed(child, said, **more):
    """Run a child that does nothing until it is said that it gives no sign of life. Its part."""
    part = Part(child("sleep 60", **more))
    task = asyncio.create_task(keep(part, hung_after=0.1))
    await part.ready.wait()
    first = part.process
    while part.process is first and not task.done():
        await asyncio.wait([task], timeout=0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    end_group(part.process.pid)
    assert first.returncode == -9
    assert "応答しません" in said()
    return part


@pytest.fixture
def said(capsys):
    return lambda: capsys.readouterr().out


async def test_one_that_hangs_is_ended_and_starts_again(child, often, delays, said):
    await until_killed(child, said, alive=lambda: False)
    assert delays == [0.2]


async def test_one_that_cannot_be_asked_hangs(child, often, delays, said):
    await until_killed(child, said, alive=lambda: 1 / 0)


async def test_a_question_that_hangs_has_no_answer(child, often, delays, said):
    answered = threading.Event()
    try:
        await until_killed(child, said, alive=answered.wait)
    finally:
        answered.set()


async def test_one_that_answers_now_and_then_is_left_alone(child, often, said):
    """Four silent questions, then an answer, and so on: five in a row would end it."""
    questions = iter(range(1, 10_000))
    part = Part(child("sleep 60", alive=lambda: next(questions) % 4 == 0))
    task = asyncio.create_task(keep(part, hung_after=0.1))
    await asyncio.wait([task], timeout=0.6)
    assert next(questions) > 12 and part.process.poll() is None and not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    end_group(part.process.pid)


async def test_helpers_of_a_dead_child_go_with_it(child, delays, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "QUICK_DEATHS", 1)
    with pytest.raises(Trouble):
        await keep(Part(child("sleep 60 & exit 1")))
    assert processes.until(lambda: not processes.marked(tmp_path), within=5)


DEAF = "trap '' TERM; echo deaf; while :; do sleep 0.1; done"


async def deaf(child, **more):
    part = Part(child(DEAF, **more))
    begin(part)
    while "deaf" not in part.lines:
        await asyncio.wait([asyncio.create_task(asyncio.to_thread(time.sleep, 0.02))])
    return part


async def test_one_that_does_not_stop_is_killed_after_its_time(child):
    part = await deaf(child, stop_within=0.3)
    await end([part], asyncio.Event())
    assert part.process.poll() == -9


async def test_a_second_signal_kills_at_once(child):
    part = await deaf(child, stop_within=60)
    second = asyncio.Event()
    ending = asyncio.create_task(end([part], second))
    assert not (await asyncio.wait([ending], timeout=0.3))[0]
    second.set()
    await asyncio.wait_for(ending, 5)
    assert part.process.poll() == -9


async def test_stopped_in_the_reverse_order_of_the_start(child, tmp_path):
    parts = [
        Part(child(f"trap 'echo {name} >> order; exit' TERM; echo up; while :; do sleep 0.05; done")) for name in "ab"
    ]
    for part in parts:
        begin(part)
    while not all("up" in part.lines for part in parts):
        await asyncio.to_thread(time.sleep, 0.02)
    await end(parts, asyncio.Event())
    assert (tmp_path / "order").read_text().split() == ["b", "a"]


def test_lines_carry_the_name_and_a_closed_terminal_is_no_end(capsys, monkeypatch):
    supervisor.say("redis", "ready")
    assert capsys.readouterr().out == "redis    | ready\n"

    class Closed:
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    supervisor.say("redis", "nobody reads this")


@pytest.mark.parametrize("text", ["soon", "0", "-1"])
def test_a_patience_that_is_none_is_one_line(text, monkeypatch):
    monkeypatch.setenv("HUNG_AFTER", text)
    with pytest.raises(Trouble, match=f"HUNG_AFTER={text}"):
        supervisor.hung_after()
    monkeypatch.setenv("HUNG_AFTER", "60")
    assert supervisor.hung_after() == 60
