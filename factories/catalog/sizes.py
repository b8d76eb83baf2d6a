"""Sizes as people write them. Pure."""

import re

_SIDES = re.compile(r"\s*[xX×✕*＊]\s*")


def sides_of(text: str) -> tuple[int, ...]:
    """「300×200×50」 in mm, up to three sides. Raises ValueError for anything else."""
    if not text.strip():
        return ()
    sides = tuple(int(side) for side in _SIDES.split(text.strip().removesuffix("mm").strip()))
    if len(sides) > 3 or not all(0 < side <= 100_000 for side in sides):
        raise ValueError(text)
    return sides
