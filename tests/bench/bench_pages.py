"""The five most used pages in the demo town: milliseconds and queries, against a page that asks for nothing."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpless

from marketplace.serve import engines

ROUNDS = 15
PAGES = (
    ("today", "/home/"),
    ("cases", "/cases/"),
    ("rooms", "/talk/"),
    ("factories", "/factories/"),
    ("wanted", "/wanted/"),
)


def run(start, tell) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = start(Path(folder) / "var", DEMO="1")
        assert place.says("動いています", within=170), place.text()
        email, password = next(
            line.split()[1:3] for line in (place.var / "demo-signins.txt").read_text().splitlines() if "hub@" in line
        )
        session = httpless.sign_in(place.port, email, password)
        queries = _queries(place, email)
        times = {name: [] for name, _ in (*PAGES, ("healthz", ""))}
        for _ in range(ROUNDS):  # interleaved, so that the machine's moods meet all alike
            for name, path in (*PAGES, ("healthz", "/healthz")):
                began = time.perf_counter()
                status = session.get(path)
                times[name].append((time.perf_counter() - began) * 1000)
                assert status == 200, (path, status)
        for name, _ in PAGES:
            tell(
                f"page_{name}",
                times[name],
                "ms",
                baseline="healthz",
                baseline_values=times["healthz"],
                queries=queries[name],
            )
        place.end()


def _queries(place, email) -> dict[str, int]:
    database, redis = engines.addresses(place.var)
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis, "EMBEDDED": "1", "VAR_DIR": str(place.var)}
    script = Path(__file__).parent / "count_queries.py"
    out = subprocess.run(
        [sys.executable, str(script), email, *[p for _, p in PAGES]],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(zip((n for n, _ in PAGES), map(int, out.stdout.split()), strict=True))
