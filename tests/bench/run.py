"""`make bench`: figures as ratios against a baseline measured in the same run. Writes var/bench.jsonl, a line each.

    python tests/bench/run.py [intake | pages | rooms | search]

Nothing is asserted: seconds on a shared machine are no test.
"""

import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "plugins"), str(Path(__file__).parent)]


def tell(name, values, unit, *, baseline=None, baseline_values=None, **more) -> None:
    """Print and keep one figure: its median, n and spread, and the ratio to the baseline pair by pair."""
    median = statistics.median(values)
    line = {
        "name": name,
        "value": round(median, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(statistics.median(baseline_values), 3) if baseline_values else None,
        "ratio": round(statistics.median(a / b for a, b in zip(values, baseline_values, strict=True)), 2)
        if baseline_values
        else None,
        "n": len(values),
        "spread": [round(min(values), 3), round(max(values), 3)],
        **more,
    }
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "bench.jsonl").open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    against = f"  {line['ratio']} x {baseline} ({line['baseline_value']})" if baseline else ""
    rest = "".join(f"  {k} {v}" for k, v in more.items())
    print(
        f"{name:<28} {line['value']:>10} {unit}  n {line['n']}  {line['spread'][0]}..{line['spread'][1]}{against}{rest}",
        flush=True,
    )


def main(only: str) -> int:
    import bench_intake
    import bench_pages
    import bench_rooms
    import bench_search

    benches = {
        "intake": bench_intake.run,
        "pages": bench_pages.run,
        "rooms": bench_rooms.run,
        "search": bench_search.run,
    }
    if only and only not in benches:
        print(f"ありません: {only}。選べるのは {'、'.join(benches)} です。")
        return 1
    from places import starter

    with starter() as start:
        for name, run in benches.items():
            if not only or name == only:
                run(start, tell)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
