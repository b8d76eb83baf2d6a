"""The directory's search on 10,000 and 100,000 factories: beside LIKE by sequential scan and beside tantivy."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from marketplace.serve import engines

SIZES = {"10k": 10_000, "100k": 100_000}


def run(start, tell) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = start(Path(folder) / "var")
        assert place.says("動いています", within=170), place.text()
        database, redis = engines.addresses(place.var)
        env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis, "EMBEDDED": "1", "VAR_DIR": str(place.var)}
        script = Path(__file__).parent / "search_mix.py"
        for name, size in SIZES.items():
            done = subprocess.run([sys.executable, str(script), str(size)], env=env, check=True, stdout=subprocess.PIPE)
            seen = json.loads(done.stdout)
            for percent in (50, 95):
                values = {who: percentile(seen[who], percent) for who in ("ours", "like", "tantivy") if seen[who]}
                tell(f"search_p{percent}_{name}_in_database", percentile(seen["in_database"], percent), "ms")
                for other in ("like", "tantivy"):
                    if other in values:
                        tell(
                            f"search_p{percent}_{name}",
                            values["ours"],
                            "ms",
                            baseline=other,
                            baseline_values=values[other],
                            queries=len(seen["ours"][0]),
                        )
            tell(f"search_top1_{name}", [seen["top1"]], "share", by_kind=seen["top1_by_kind"], mb=seen["mb"])
        place.end()


def percentile(rounds: list[list[float]], percent: int) -> list[float]:
    """One value a round."""
    return [sorted(times)[min(len(times) - 1, len(times) * percent // 100)] for times in rounds]
