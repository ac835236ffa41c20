"""Times of many runs, none of which always follows the same other one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from benchmarks.questions import SEED

Key = TypeVar("Key", bound=Hashable)


def best_times(runs: Mapping[Key, Callable[[], Any]], rounds: int) -> dict[Key, float]:
    """Return the least seconds of each run: all are run in shuffled order, round after round."""
    best: dict[Key, float] = {}
    order = list(runs.items())
    shuffled = random.Random(SEED)  # noqa: S311  # no secret is drawn
    for _ in range(rounds):
        shuffled.shuffle(order)
        for key, run in order:
            started = time.perf_counter()
            run()
            taken = time.perf_counter() - started
            best[key] = min(taken, best.get(key, taken))
    return best
