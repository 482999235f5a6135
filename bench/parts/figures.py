"""Sizes from the environment, and the one line that a benchmark prints."""

import json
import os
from collections.abc import Sequence
from statistics import median


def size(name: str, usual: int) -> int:
    """How much of something: BENCH_<NAME>, for short runs, else the usual."""
    return int(os.environ.get(f"BENCH_{name}", usual))


def spread(values: Sequence[float], digits: int = 1) -> dict[str, object]:
    """The figures of one side in the order in which they were taken, with the middle and both ends."""
    return {
        "median": round(median(values), digits),
        "min": round(min(values), digits),
        "max": round(max(values), digits),
        "runs": [round(value, digits) for value in values],
    }


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Our median by theirs."""
    return round(median(ours) / median(theirs), 3)


def report(bench: str, *, ratio: float, goal: float, at_most: bool = False, holds: bool = True, **raw: object) -> None:
    """Print the result. It is ok when the ratio reaches the goal, or keeps below it, and what else was asked holds."""
    ok = holds and (ratio <= goal if at_most else ratio >= goal)
    print(json.dumps({"bench": bench, "ratio": ratio, "goal": goal, "ok": ok, **raw}), flush=True)
