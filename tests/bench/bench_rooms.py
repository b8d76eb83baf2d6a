"""Saved and delivered messages a second: our rooms against the saved tutorial app, 20 rooms x 10 members, closed loop with 3
and with 10 posts in flight a room, interleaved pairs; what each of them lost is printed too."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psycopg
from places import free_port
from websockets.asyncio.client import connect

from marketplace.serve import engines
from marketplace.serve.processes import until

ROOMS, MEMBERS, SECONDS, PAIRS = 20, 10, 3.0, 5
HERE = Path(__file__).parent


def run(start, tell) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = start(Path(folder) / "var")
        assert place.says("動いています", within=170), place.text()
        database, redis = engines.addresses(place.var)
        env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis, "EMBEDDED": "1", "VAR_DIR": str(place.var)}
        made = json.loads(
            subprocess.run(
                [sys.executable, str(HERE / "seed_rooms.py"), str(ROOMS), str(MEMBERS * PAIRS)],
                env=env, check=True, capture_output=True, text=True,
            ).stdout
        )  # fmt: skip
        with psycopg.connect(database) as connection:
            connection.execute(
                "CREATE TABLE tutorial_message (id bigserial PRIMARY KEY, room int, author int, body text)"
            )
        port = free_port()
        # The tutorial's best case: one kept connection a thread.
        tutorial = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-p", str(port), "tutorial:application"],
            env={**env, "NAKAMA_PROCESS": "worker", "PYTHONPATH": str(HERE)}, cwd=HERE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert until(lambda: _listens(port), within=60)
            for flight in (3, 10):
                figures = {"ours": [], "tutorial": []}
                lost = {"ours": 0, "tutorial": 0}
                for pair in range(PAIRS):
                    for name, url, wire in (
                        ("ours", f"ws://127.0.0.1:{place.port}/ws/", Ours(made)),
                        ("tutorial", f"ws://127.0.0.1:{port}/chat/", Tutorial(made)),
                    ):
                        rate, missing = asyncio.run(_measure(url, wire, flight, pair))
                        figures[name].append(rate)
                        lost[name] += missing
                tell(
                    f"rooms_in_flight_{flight}", figures["ours"], "messages/s", baseline="saved tutorial",
                    baseline_values=figures["tutorial"], lost=lost["ours"], lost_baseline=lost["tutorial"],
                )  # fmt: skip
        finally:
            tutorial.kill()
            tutorial.wait()
        place.end()


def _listens(port) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Ours:
    def __init__(self, made):
        self.made = made

    def address(self, url, room):
        return url

    async def begin(self, socket, room):
        where = self.made["rooms"][room]
        hello = {
            "type": "hello",
            "v": 1,
            "organization": where["organization"],
            "rooms": [{"id": where["id"], "seq": where["seq"]}],
        }
        await socket.send(json.dumps(hello))
        while json.loads(await socket.recv())["type"] != "welcome":
            pass

    def post(self, room, body):
        return json.dumps(
            {"type": "post", "room": self.made["rooms"][room]["id"], "client_id": str(uuid.uuid4()), "body": body}
        )

    def bodies(self, text):
        frame = json.loads(text)
        if frame["type"] != "messages":
            return []
        where = next(w for w in self.made["rooms"] if w["id"] == frame["room"])
        where["seq"] = max(where["seq"], frame["items"][-1]["seq"])
        return [i["body"] for i in frame["items"]]

    got = json.dumps({"type": "got"})


class Tutorial:
    got = None

    def __init__(self, made):
        self.made = made

    def address(self, url, room):
        return f"{url}{room}/"

    async def begin(self, socket, room):
        pass

    def post(self, room, body):
        return json.dumps({"body": body})

    def bodies(self, text):
        return [json.loads(text)["body"]]


async def _measure(url, wire, flight, pair) -> tuple[float, int]:
    """Messages a second that every member of their room has received, and deliveries that never came. Each pair of runs has
    people of its own: a person may write 20 times in 10 s."""
    origin = f"http://{url.split('/')[2]}"
    sockets = []
    for room in range(ROOMS):
        members = []
        for member in range(MEMBERS):
            cookie = f"sessionid={wire.made['rooms'][room]['sessions'][pair * MEMBERS + member]}"
            socket = await connect(
                wire.address(url, room), origin=origin, additional_headers={"Cookie": cookie}, compression=None,
                max_size=None, ping_interval=None,
            )  # fmt: skip
            await wire.begin(socket, room)
            members.append(socket)
        sockets.append(members)
    waiting: dict[str, int] = {}
    finished, ends = 0, 0.0
    steps = [asyncio.Semaphore(flight) for _ in range(ROOMS)]
    stop = asyncio.Event()

    async def read(room, socket):
        nonlocal finished, ends
        heard = 0
        async for text in socket:
            for body in wire.bodies(text):
                heard += 1
                if wire.got and heard % 20 == 0:
                    await socket.send(wire.got)
                if body in waiting:
                    waiting[body] -= 1
                    if waiting[body] == 0:
                        del waiting[body]
                        finished += 1
                        ends = time.perf_counter()
                        steps[room].release()

    async def write(room):
        # A person writes at most 20 in 10 s: the members of a room write in turn.
        turn = 0
        while not stop.is_set():
            await steps[room].acquire()
            if stop.is_set():
                return
            body = f"{room}-{turn}-" + "x" * 100
            waiting[body] = MEMBERS
            await sockets[room][turn % MEMBERS].send(wire.post(room, body))
            turn += 1

    readers = [asyncio.create_task(read(r, s)) for r, members in enumerate(sockets) for s in members]
    began = time.perf_counter()
    writers = [asyncio.create_task(write(r)) for r in range(ROOMS)]
    await asyncio.sleep(SECONDS)
    stop.set()
    for step in steps:
        step.release()
    await asyncio.gather(*writers)
    drained = time.perf_counter() + 5
    while waiting and time.perf_counter() < drained:
        await asyncio.sleep(0.05)
    lost = sum(waiting.values())
    for task in readers:
        task.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    await asyncio.gather(*(s.close() for members in sockets for s in members))
    return finished / (ends - began if ends else SECONDS), lost
