"""Real inquiries with what was done for them, and how well readings of them are.

`inquiries.jsonl` holds inquiries reconstructed from public accounts of jobs, each with the page its facts come from. A step
is found when one of its codes is among the first five; only steps that the page states are looked for. An inquiry is
read without the cases of its own page, for those would give the answer away.
"""

import json
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "intake" / "data" / "inquiries.jsonl"
FIRST = 5


@lru_cache(maxsize=1)
def inquiries() -> tuple[dict, ...]:
    return tuple(json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines())


def read_without_its_page(inquiry: dict):
    from marketplace.intake import cases, read

    others = tuple(case for case in cases.packaged() if case.source != inquiry["source"])
    return read(inquiry["text"], cases=others)


def figures(read=read_without_its_page) -> dict[str, float]:
    """Shares: recall_at_5, precision, all_steps, group_recall, told_apart, quantity."""
    seen: dict[str, list[float]] = {}
    for inquiry in inquiries():
        for name, value in _of_one(inquiry, read(inquiry)):
            seen.setdefault(name, []).append(float(value))
    return {name: sum(values) / len(values) for name, values in seen.items()}


def _of_one(inquiry: dict, reading):
    yield "told_apart", reading.is_request == inquiry["is_request"]
    stated = [step["codes"] for step in inquiry["steps"] if step["support"] == "stated"]
    if not inquiry["is_request"] or not stated:
        return
    first = reading.codes[:FIRST]
    hits = [any(code in first for code in codes) for codes in stated]
    yield "recall_at_5", sum(hits) / len(hits)
    yield "all_steps", all(hits)
    groups = {code[:2] for code in first}
    yield "group_recall", sum(any(code[:2] in groups for code in codes) for codes in stated) / len(stated)
    if inquiry["complete"] and first:
        right = {code for step in inquiry["steps"] for code in step["codes"]}
        yield "precision", sum(code in right for code in first) / len(first)
    if inquiry["quantity"] is not None and "quantity" in inquiry["in_text"]:
        yield "quantity", (reading.quantity.count if reading.quantity else None) == inquiry["quantity"]
